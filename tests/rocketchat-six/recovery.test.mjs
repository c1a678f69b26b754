// @ts-check
// What a client of Rocket.Chat's misses while its connection is lost, and what it is told of it.

import assert from 'node:assert/strict';
import { after, afterEach, before, describe, test } from 'node:test';
import { channel, openWorld, written } from './world.mjs';

/** @typedef {Awaited<ReturnType<typeof openWorld>>} World */

/** A world for the tests of one suite. @param {{ flags?: string[] }} [options] */
function place(options) {
  /** @type {World} */
  let world;
  before(async () => (world = await openWorld(options)));
  afterEach(async () => {
    world.proxy.treatment = 'pass';
    await world.leave();
  });
  after(() => world.close());
  return {
    get world() {
      return world;
    },
    /** A channel of bob's, with ann in it by the six functions, over the proxy. @param {object} [options] */
    async room(options) {
      const name = world.unique('room');
      const bob = await world.rocketChat('bob');
      const rid = await channel(bob, name);
      const ann = await world.enter('ann', options);
      await ann.call('joinRealtime', { group: name });
      const say = (/** @type {string} */ msg, to = rid) => bob.call('sendMessage', { rid: to, msg });
      return { name, rid, ann, bob, say };
    },
    /** Cuts all connections through the proxy, and lets them in again after `meanwhile`. @param {() => Promise<unknown>} meanwhile */
    async outage(meanwhile) {
      const { proxy } = world;
      proxy.treatment = 'reset';
      proxy.kill();
      await proxy.dialled(proxy.dials.items.length + 1);
      await meanwhile();
      proxy.treatment = 'pass';
    },
  };
}

for (const dialect of ['meteor', 'streamer']) describe(`what was missed over Rocket.Chat, from a server like ${dialect}`, () => {
  const setting = place({ flags: ['--ddp-dialect', dialect] });
  const { room, outage } = setting;

  test('DR40: messages, edits, reactions and deletions of an outage are told, in order and once, then recovery', async () => {
    const { name, rid, ann, bob, say } = await room();
    const edited = await say('to be edited');
    const reacted = await say('to be reacted to');
    const deleted = await say('to be deleted');
    await ann.hears('to be deleted', name);
    await outage(async () => {
      await say('missed one');
      await bob.call('updateMessage', { _id: edited._id, rid, msg: 'edited' });
      await bob.call('setReaction', ':x:', reacted._id, true);
      await bob.call('deleteMessage', { _id: deleted._id });
      await say('missed two');
      const gone = await say('never seen');
      await bob.call('deleteMessage', { _id: gone._id });
    });
    const recovery = await ann.recovery(name);
    await say('live');
    await ann.hears('live', name);
    assert.deepEqual(ann.heard(name), [
      'to be edited', 'to be reacted to', 'to be deleted',
      'missed one', 'edited (edited)', 'to be reacted to (reacted)', 'missed two', 'live',
    ]);
    assert.ok(ann.notices('MESSAGE_DELETED').some(({ message }) => message === deleted._id));
    assert.deepEqual([recovery.recovered, recovery.changes, recovery.since.epoch, recovery.epoch], [true, true, rid, rid]);
    assert.ok(recovery.offset > recovery.since.offset);
    assert.deepEqual(ann.errors.filter((text) => !text.includes('WebSocket')), []);
  });

  test('DR40: messages that come while that is being fetched are told after it', async () => {
    const { name, ann, say } = await room();
    await say('before');
    await ann.hears('before', name);
    let isOver = false;
    const told = ann.recovery(name).then(() => (isOver = true));
    await outage(() => say('0'));
    let count = 0;
    while (!isOver) await say(String(++count));
    await told;
    await say('last');
    await ann.hears('last', name);
    const expected = ['before', ...Array.from({ length: count + 1 }, (_, n) => String(n)), 'last'];
    assert.deepEqual(ann.heard(name), expected);
  });

  test('DR41: nothing is told where nothing was missed, and a room in which nobody ever wrote is no gap', async () => {
    const { name, ann, say } = await room();
    await outage(async () => {});
    assert.equal((await ann.recovery(name)).recovered, true);
    await outage(() => say('the first'));
    assert.equal((await ann.recovery(name, 1)).recovered, true);
    assert.deepEqual(ann.heard(name), ['the first']);
  });

  test('DR42: a connection that is lost again and again loses and repeats nothing', async () => {
    const { name, ann, say } = await room();
    /** @type {string[]} */
    const said = [];
    const speak = async () => {
      said.push(String(said.length));
      await say(said.at(-1) ?? '');
    };
    for (let round = 0; round < 5; round++) {
      await speak();
      setting.world.proxy.kill();
      await speak();
      await speak();
    }
    await say('last');
    await ann.hears('last', name);
    assert.deepEqual(ann.heard(name), [...said, 'last']);
  });

  test('DR43: groups of handles have recoveries of their own', async () => {
    const { name, ann, bob, say } = await room();
    const others = [setting.world.unique('room'), setting.world.unique('room')];
    /** @type {string[]} */
    const rids = [];
    for (const other of others) {
      const rid = await channel(bob, other);
      rids.push(rid);
      await ann.group(other, 'join');
      await say(`begin ${other}`, rid);
      await ann.hears(`begin ${other}`, other);
    }
    await outage(async () => {
      for (const rid of rids) await say('missed', rid);
      await say('missed here');
    });
    for (const group of [name, ...others]) assert.equal((await ann.recovery(group)).recovered, true);
    for (const other of others) assert.deepEqual(ann.heard(other), [`begin ${other}`, 'missed']);
    assert.deepEqual(ann.heard(name), ['missed here']);
  });

  test('DR44: direct messages of an outage are told, from known users and new ones, with the recovery of no group', async () => {
    const { ann, bob } = await room();
    const carla = await setting.world.rocketChat('carla');
    const write = async (/** @type {any} */ from, /** @type {string} */ msg) => {
      const { rid } = await from.call('createDirectMessage', 'ann');
      await from.call('sendMessage', { rid, msg });
    };
    await write(bob, 'before');
    await ann.hears('before', null);
    await outage(async () => {
      await write(bob, 'missed of bob');
      await write(carla, 'missed of carla');
    });
    const recovery = await ann.recovery(null);
    await write(bob, 'after');
    await ann.hears('after', null);
    assert.deepEqual(recovery.recovered, true);
    assert.deepEqual(ann.heard(null).sort(), ['after', 'before', 'missed of bob', 'missed of carla']);
  });

  test('DR45: posts that were made during the outage go out once', async () => {
    const { name, ann, bob, rid } = await room();
    /** @type {Promise<any>[]} */
    let posts = [];
    await outage(async () => {
      posts = [1, 2, 3].map((n) => ann.call('postRealtime', `mine ${n}`, name));
    });
    assert.deepEqual((await Promise.all(posts)).map(({ settled }) => settled), Array(3).fill('acknowledged'));
    assert.deepEqual(await written(bob, rid), ['mine 1', 'mine 2', 'mine 3']);
    await ann.hears('mine 3', name);
    assert.deepEqual(ann.heard(name), ['mine 1', 'mine 2', 'mine 3']);
  });

  test('DR46: a handle that is joined with a position gets what was posted after it', async () => {
    const { rid, name, ann, say } = await room();
    await say('one');
    await ann.hears('one', name);
    await say('two');
    await say('three');
    await ann.hears('three', name);
    const { list } = await ann.call('history', { group: name });
    const { _updatedAt } = list.find((/** @type {any} */ { message }) => message === 'one').raw;
    const carla = await setting.world.enter('carla');
    await carla.group(name, 'join', { since: { epoch: rid, offset: new Date(_updatedAt).getTime() } });
    assert.equal((await carla.recovery(name)).recovered, true);
    assert.deepEqual(carla.heard(name), ['two', 'three']);
    const dora = await setting.world.enter('dora');
    await dora.group(name, 'join', { since: { epoch: 'another room', offset: 0 } });
    assert.equal((await dora.recovery(name)).recovered, false);
    assert.deepEqual(dora.heard(name), []);
  });

  test('DR47: a room that does not let the user in again is a gap, and left', async () => {
    const { world } = setting;
    const bob = await world.rocketChat('bob');
    const name = world.unique('private');
    const ann = await world.enter('ann');
    const { rid } = await bob.call('createPrivateGroup', name, ['ann']);
    await ann.group(name, 'join');
    await bob.call('sendMessage', { rid, msg: 'seen' });
    await ann.hears('seen', name);
    const elsewhere = await world.rocketChat('ann');
    await outage(() => elsewhere.call('leaveRoom', rid));
    assert.equal((await ann.recovery(name)).recovered, false);
    await assert.rejects(ann.group(name, 'post', 'x'), { message: "User has not joined to the recipient group. Run joinRealtime('...')" });
  });
});

describe('what was missed, from a server that has lost methods', () => {
  describe('without messages/get', () => {
    const { room, outage } = place({ flags: ['--ddp-without', 'messages/get'] });

    /** What is told of a message that came during an outage, and of one that was edited then. @param {Parameters<typeof room>} options */
    async function missed(...options) {
      const { name, ann, bob, rid, say } = await room(...options);
      const { _id } = await say('first');
      await ann.hears('first', name);
      await outage(async () => {
        await say('missed');
        await bob.call('updateMessage', { _id, rid, msg: 'edited' });
      });
      const { recovered, changes } = await ann.recovery(name);
      return { recovered, changes, heard: ann.heard(name) };
    }

    test('DR48: it is asked for over REST, with edits and deletions', async () => {
      const heard = ['first', 'missed', 'edited (edited)'];
      assert.deepEqual(await missed(), { recovered: true, changes: true, heard });
    });

    test('DR48: where REST cannot be reached, by another method, which knows of no edits', async () => {
      const { heard, ...facts } = await missed({ restUrl: 'http://127.0.0.1:9/' });
      assert.deepEqual(facts, { recovered: true, changes: false });
      assert.ok(heard.includes('missed'));
    });
  });

  describe('without any method, and without REST', () => {
    const { room, outage } = place({ flags: ['--ddp-without', 'messages/get', '--ddp-without', 'loadMissedMessages'] });

    test('DR48: it is a gap, and live messages go on', async () => {
      const { name, ann, say } = await room({ restUrl: 'http://127.0.0.1:9/' });
      await say('first');
      await ann.hears('first', name);
      await outage(() => say('missed'));
      assert.equal((await ann.recovery(name)).recovered, false);
      await say('live');
      await ann.hears('live', name);
      assert.deepEqual(ann.heard(name), ['first', 'live']);
    });
  });
});

describe('what was missed, from a server that keeps little', () => {
  const { room, outage } = place({ flags: ['--room-history-count', '5'] });

  test('DR49: more than the server keeps is a gap: none of it is told', async () => {
    const { name, ann, say } = await room();
    for (const text of ['a', 'b', 'c']) await say(text);
    await ann.hears('c', name);
    await outage(async () => {
      for (let n = 0; n < 9; n++) await say(String(n));
    });
    assert.equal((await ann.recovery(name)).recovered, false);
    await outage(() => say('missed'));
    assert.equal((await ann.recovery(name, 1)).recovered, true);
    assert.deepEqual(ann.heard(name), ['a', 'b', 'c', 'missed']);
  });
});
