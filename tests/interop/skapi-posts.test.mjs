// @ts-check
// The unmodified skapi-js against our server: what a post may carry, and where it goes.

import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, afterEach, before, describe, test } from 'node:test';
import { PAYLOADS } from './payloads.mjs';
import { openWorld } from './world.mjs';

/** The server's limit of a message, by a flag of its own so that the test says what it is. */
const LIMIT = 65_536;

describe('skapi-js posts', () => {
  /** @type {Awaited<ReturnType<typeof openWorld>>} */
  let world;
  before(async () => void (world = await openWorld({ flags: ['--max-message-bytes', String(LIMIT)] })));
  afterEach(() => world.leave());
  after(() => world?.close());

  test('I20: a private post reaches every tab of its user, and its sender as a copy', async () => {
    const [alice, bob] = await Promise.all([world.connect('skapi-js'), world.connect('skapi-js')]);
    const [tab, stranger] = await Promise.all([world.connect('skapi-js', { tabOf: bob }), world.connect('skapi-js')]);
    await alice.join(`cid ${randomUUID()}`);
    assert.deepEqual(await alice.post({ msg: 'Hello' }, bob.user), { type: 'success', message: 'Message sent.' });
    const expected = {
      type: 'private',
      message: { msg: 'Hello' },
      sender: alice.user,
      sender_cid: alice.cid,
      sender_rid: null,
      code: null,
    };
    for (const member of [alice, bob, tab]) {
      await member.event('private', ({ message }) => message?.msg === 'Hello');
      const copies = (await member.settle()).filter(({ type, sender }) => type === 'private' && sender === alice.user);
      assert.deepEqual(copies, [expected]);
    }
    assert.ok((await stranger.settle()).every(({ type }) => type !== 'private'));
  });

  test('I21: a private post to oneself arrives once, one to nobody is no error', async () => {
    const alice = await world.connect('skapi-js');
    await alice.post('note', alice.user);
    await alice.post('lost', randomUUID());
    const got = (await alice.settle()).filter(({ message }) => message === 'note');
    assert.equal(got.length, 1);
    assert.ok((await alice.settle()).every(({ type }) => type !== 'error'));
  });

  test('I22: payloads arrive as they were sent', async () => {
    const group = `payloads ${randomUUID()}`;
    const [alice, bob] = await Promise.all([world.connect('skapi-js'), world.connect('skapi-js')]);
    await alice.join(group);
    await bob.join(group);
    for (const [name, payload] of PAYLOADS) {
      const before = bob.events.items.length;
      await alice.postText(JSON.stringify(payload), group);
      const got = await bob.events.when((all) => all.slice(before).find(({ type }) => type === 'message'), 5_000, name);
      assert.deepEqual({ ...got }, {
        type: 'message',
        message: JSON.parse(JSON.stringify(payload)),
        sender: alice.user,
        sender_cid: alice.cid,
        sender_rid: group,
        code: null,
      }, name);
    }
  });

  test('I23: the order of posts is kept', async () => {
    const group = `order ${randomUUID()}`;
    const [alice, bob] = await Promise.all([world.connect('skapi-js'), world.connect('skapi-js')]);
    await alice.join(group);
    await bob.join(group);
    const count = 20;
    await alice.page.evaluate(
      async ([group, count]) => {
        for (let i = 1; i <= count; i++) await /** @type {any} */ (window).client.postRealtime(i, group);
      },
      /** @type {const} */ ([group, count]),
    );
    await bob.event('message', ({ message }) => message === count);
    const got = bob.events.items.filter(({ type }) => type === 'message').map(({ message }) => message);
    assert.deepEqual(got, Array.from({ length: count }, (_, i) => i + 1));
  });

  test('I24: a frame of the greatest size arrives, one byte more is refused and nothing else is lost', async () => {
    const group = `size ${randomUUID()}`;
    const [alice, bob] = await Promise.all([world.connect('skapi-js'), world.connect('skapi-js')]);
    await alice.join(group);
    await bob.join(group);
    // What a frame has beside its payload is the same for every post.
    await alice.post('', group);
    const { text } = await alice.frames.first(({ way, text }) => way === 'out' && text.includes('"broadcast"'));
    const room = LIMIT - Buffer.byteLength(text);

    const largest = 'x'.repeat(room);
    await alice.post(largest, group);
    await bob.event('message', ({ message }) => message === largest);

    await alice.post(`${largest}x`, group);
    const refusal = await alice.event('error');
    assert.equal(typeof refusal.message?.code, 'string', JSON.stringify(refusal));
    assert.equal(typeof refusal.message?.message, 'string');

    await alice.post('after', group);
    await bob.event('message', ({ message }) => message === 'after');
    assert.ok(bob.events.items.every(({ type, message }) => type !== 'message' || message.length <= room));
  });

  test('I25: text that grows three- and sixfold when it is percent-encoded arrives too', async () => {
    const group = `growth ${randomUUID()}`;
    const [alice, bob] = await Promise.all([world.connect('skapi-js'), world.connect('skapi-js')]);
    await alice.join(group);
    await bob.join(group);
    for (const text of ['%'.repeat(60_000), 'é'.repeat(30_000), '"\\'.repeat(15_000)]) {
      await alice.post(text, group);
      await bob.event('message', ({ message }) => message === text);
    }
  });

  test('I26: a notification that goes with a post is accepted, and the post arrives as without it', async () => {
    const group = `notification ${randomUUID()}`;
    const [alice, bob] = await Promise.all([world.connect('skapi-js'), world.connect('skapi-js')]);
    await alice.join(group);
    await bob.join(group);
    const notification = { title: 'New "message"', body: '100%', config: { always: true } };
    await alice.call('postRealtime', 'to the group', group, notification);
    await alice.call('postRealtime', 'to bob', bob.user, notification);
    await bob.event('private', ({ message }) => message === 'to bob');
    assert.ok((await bob.settle()).some(({ message }) => message === 'to the group'));
    assert.ok((await alice.settle()).every(({ type }) => type !== 'error'));
  });
});
