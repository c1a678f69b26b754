// @ts-check
// A user of the six functions over our own protocol, and one over Rocket.Chat's, in one group.

import assert from 'node:assert/strict';
import { after, afterEach, before, describe, test } from 'node:test';
import { openWorld } from './world.mjs';

for (const dialect of ['meteor', 'streamer']) {
  describe(`two protocols in one group, with a server like ${dialect}`, () => {
    /** @type {Awaited<ReturnType<typeof openWorld>>} */
    let world;
    before(async () => (world = await openWorld({ flags: ['--ddp-dialect', dialect] })));
    afterEach(() => world.leave());
    after(() => world.close());

    /** A group with one user of each protocol in it. */
    async function group() {
      const name = world.unique('group');
      const sam = await world.skapi('sam');
      await sam.client.joinRealtime({ group: name });
      const ann = await world.enter('ann');
      await ann.call('joinRealtime', { group: name });
      return { name, sam, ann };
    }

    test('DR50: texts go both ways, with the sender and the group', async () => {
      const { name, sam, ann } = await group();
      const text = 'grüße 🎉 100% %41 "quoted"';
      await sam.client.postRealtime(text, name);
      const there = await ann.event(({ type }) => type === 'message');
      assert.deepEqual([there.message, there.sender, there.sender_rid, there.change], [text, 'sam', name, undefined]);
      await ann.call('postRealtime', `${text} back`, name);
      const here = await sam.events.first(({ type, sender }) => type === 'message' && sender === 'ann');
      assert.deepEqual([here.message, here.sender_rid], [`${text} back`, name]);
    });

    test('DR50: values of the one arrive as values at the other; values of Rocket.Chat arrive as their JSON', async () => {
      const { name, sam, ann } = await group();
      const values = [{ deep: [1, { a: null }], z: 1, b: 2 }, [1, 2], 0, false, null, '', { msg: 'see', x: { $date: 5 } }];
      for (const value of values) await sam.client.postRealtime(value, name);
      await ann.inbox.when(() => ann.events(({ type }) => type === 'message').length === values.length);
      assert.deepEqual(ann.events(({ type }) => type === 'message').map(({ message }) => message), values);
      await ann.call('postRealtime', { deep: [1] }, name);
      await sam.events.first(({ type, message }) => type === 'message' && message === '{"deep":[1]}');
    });

    test('DR51: private posts and direct messages are one', async () => {
      const { sam, ann } = await group();
      await sam.client.postRealtime('psst', { user: 'ann' });
      await ann.hears('psst', null);
      const { sender, type, raw } = await ann.event(({ message }) => message === 'psst');
      assert.deepEqual([sender, type, typeof raw.rid], ['sam', 'private', 'string']);
      await ann.call('postRealtime', 'psst yourself', { user: 'sam' });
      const here = await sam.events.first(({ type, message }) => type === 'private' && message === 'psst yourself');
      assert.equal(here.sender, 'ann');
    });

    test('DR52: each is listed to the other, and posts of an outage reach the one over Rocket.Chat', async () => {
      const { name, sam, ann } = await group();
      const { list } = await ann.call('getRealtimeUsers', { group: name });
      assert.ok(list.some((/** @type {any} */ { user_id }) => user_id === 'ann'));
      await sam.client.postRealtime('before', name);
      await ann.hears('before', name);
      world.proxy.treatment = 'reset';
      world.proxy.kill();
      await sam.client.postRealtime('missed', name);
      await sam.client.postRealtime({ n: 1 }, name);
      world.proxy.treatment = 'pass';
      assert.equal((await ann.recovery(name)).recovered, true);
      const told = ann.events(({ type }) => type === 'message').map(({ message }) => message);
      assert.deepEqual(told, ['before', 'missed', { n: 1 }]);
    });
  });
}
