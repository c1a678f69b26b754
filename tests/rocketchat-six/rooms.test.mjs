// @ts-check
// The rooms of a client of Rocket.Chat's: what their handles tell, and who shares them. In Node, through the fault proxy.

import assert from 'node:assert/strict';
import { after, afterEach, before, describe, test } from 'node:test';
import { Inbox } from '../support/index.mjs';
import { refusal, scriptedWorld } from '../rocketchat/scripted.mjs';
import { channel, openWorld } from './world.mjs';

/** All that a room tells from now on, in words. @param {any} room */
function told(room) {
  /** @type {Inbox<string>} */
  const words = new Inbox();
  room.on('message', (/** @type {any} */ { message, change, missed }) => words.push([message.msg, change, missed && 'missed'].filter(Boolean).join(' ')));
  room.on('deleted', (/** @type {any} */ { _id }) => words.push(`deleted ${_id}`));
  room.on('activity', (/** @type {any} */ { username, activities }) => words.push(`${username}: ${activities}`));
  room.on('recovery', (/** @type {any} */ { recovered }) => words.push(`recovered ${recovered}`));
  room.on('over', (/** @type {any} */ error) => words.push(`over ${error?.code}`));
  return words;
}

describe('the rooms of a client', () => {
  /** @type {Awaited<ReturnType<typeof openWorld>>} */
  let world;
  before(async () => (world = await openWorld()));
  afterEach(() => world.leave());
  after(() => world.close());

  const enter = (/** @type {string} */ user) => world.rocketChat(user, { url: `ws://${world.proxy.host}/websocket` });

  async function meeting() {
    const name = world.unique('room');
    const bob = await world.rocketChat('bob');
    const rid = await channel(bob, name);
    const ann = await enter('ann');
    const room = ann.rooms.room(await ann.rooms.enter(name));
    return { name, rid, ann, bob, room, say: (/** @type {string} */ msg) => bob.call('sendMessage', { rid, msg }) };
  }

  test('DR60: a room is found by its name or its id, one handle for each; it tells while it is open', async () => {
    const { name, rid, ann, bob, room, say } = await meeting();
    assert.equal(room.id, rid);
    assert.equal(ann.rooms.room(await ann.rooms.idOf(rid)), room);
    await assert.rejects(ann.rooms.idOf(`${name} no more`), { name: 'RealtimeError', settled: 'refused' });
    const words = told(room);
    await say('too early');
    await room.open();
    const { _id } = await say('one');
    await bob.call('updateMessage', { _id, rid, msg: 'two' });
    await bob.write('notify-room', `${rid}/user-activity`, 'bob', ['user-typing'], {});
    await bob.call('deleteMessage', { _id });
    await words.first((word) => word === `deleted ${_id}`);
    assert.deepEqual(words.items, ['one', 'two edited', 'bob: user-typing', `deleted ${_id}`]);
    const { users, total } = await room.members();
    assert.deepEqual([users.map(({ username }) => username).sort(), total], [['ann', 'bob'], 2]);
    assert.deepEqual((await room.history({ limit: 1 })).map(({ msg }) => msg), ['too early']);
    room.close();
    assert.equal(words.items.at(-1), 'over undefined');
    assert.equal(room.isOpen, false);
    await say('too late');
    await room.open();
    await say('again');
    await words.first((word) => word === 'again');
    assert.ok(!words.items.includes('too late'));
  });

  test('DR61: who opens a room shares it: it is closed with the last one, and readers end', async () => {
    const { room, say } = await meeting();
    await Promise.all([room.open(), room.open()]);
    const reader = room[Symbol.asyncIterator]();
    room.close();
    await say('one');
    assert.equal((await reader.next()).value.message.msg, 'one');
    const last = reader.next();
    room.close();
    assert.deepEqual(await last, { done: true, value: undefined });
    const opening = room.open({ signal: AbortSignal.abort('enough') });
    await assert.rejects(opening, { code: 'ABORTED', cause: 'enough' });
    assert.equal(room.isOpen, false);
  });

  test('DR62: a room that the server refuses is not open', async () => {
    const bob = await world.rocketChat('bob');
    const { rid } = await bob.call('createPrivateGroup', world.unique('private'), []);
    const ann = await enter('ann');
    const room = ann.rooms.room(rid);
    await assert.rejects(room.open(), { name: 'RealtimeError', settled: 'refused' });
    assert.equal(room.isOpen, false);
  });

  test('DR64: the six functions may share a client, whose connection closeRealtime closes', async () => {
    const { name, rid, ann, room, say } = await meeting();
    const realtime = world.sharing(ann);
    /** @type {Inbox<any>} */
    const events = new Inbox();
    const words = told(room);
    await room.open();
    await realtime.connectRealtime((/** @type {any} */ event) => events.push(event));
    await realtime.joinRealtime({ group: name });
    await say('to both');
    await words.first((word) => word === 'to both');
    assert.equal((await events.first(({ type }) => type === 'message')).raw.rid, rid);
    await realtime.joinRealtime({ group: null });
    assert.equal(room.isOpen, true);
    await realtime.closeRealtime();
    assert.equal(ann.state.name, 'closed');
    await words.first((word) => word === 'over undefined');
    assert.deepEqual(events.items.at(-1), { type: 'close', message: 'WebSocket connection closed.' });
  });
});

describe('a room of a server that is busy', () => {
  const { serve, client } = scriptedWorld();

  for (const times of [1, 2, 5]) test(`DR63: what comes until the subscription is there again is missed, not lost, when the server refuses it ${times} times`, async () => {
    /** @type {object[]} */
    const messages = [];
    let busy = 0;
    const server = await serve({
      loadHistory: () => ({ messages: [...messages].reverse() }),
      'messages/get': () => ({ updated: messages, deleted: [] }),
      sub(name) {
        if (name !== 'stream-room-messages' || !busy) return 'ready';
        busy--;
        throw refusal('too-many-requests', 'Too many requests', { timeToReset: 200 });
      },
    });
    const say = (/** @type {string} */ msg, at = messages.length) => {
      const date = { $date: 1_764_000_000_000 + at };
      messages.push({ _id: msg, rid: 'GENERAL', msg, ts: date, _updatedAt: date, u: { _id: 'uBob', username: 'bob' } });
      return messages.at(-1);
    };
    say('old');
    const rc = client(server);
    await rc.connect();
    const room = rc.rooms.room('GENERAL');
    const words = told(room);
    await room.open();
    server.publish('room-messages', 'GENERAL', say('seen'));
    await words.first((word) => word === 'seen');
    busy = times;
    /** @type {Inbox<string>} */
    const held = new Inbox();
    rc.on('held', ({ method }) => held.push(method));
    server.kill();
    await held.first((method) => method === 'stream-room-messages');
    say('while it was held');
    await words.first((word) => word === 'recovered true');
    assert.deepEqual(words.items, ['seen', 'while it was held missed', 'recovered true']);
  });
});

describe('the end of a login', () => {
  /** @type {Awaited<ReturnType<typeof openWorld>>} */
  let world;
  before(async () => (world = await openWorld()));
  afterEach(() => world.leave());
  after(() => world.close());

  test('DR65: with logout: true, closing ends the login', async () => {
    // A token that is ended is no use to other tests.
    const dora = await world.enter('dora', { logout: true });
    await dora.call('closeRealtime');
    await assert.rejects(dora.call('connectRealtime'), { code: 'INVALID_REQUEST', message: 'User login is required.' });
    const emil = await world.enter('emil');
    await emil.call('closeRealtime');
    await emil.call('connectRealtime');
  });

  test('DR53: after a connection that was given up, another one joins the groups again, with what was missed', async () => {
    const bob = await world.rocketChat('bob');
    const name = world.unique('room');
    const rid = await channel(bob, name);
    const ann = await world.enter('ann', { maxAttempts: 1 });
    await ann.call('joinRealtime', { group: name });
    await bob.call('sendMessage', { rid, msg: 'before' });
    await ann.hears('before', name);
    world.proxy.treatment = 'reset';
    world.proxy.kill();
    await ann.inbox.first(({ state }) => state?.name === 'closed');
    await assert.rejects(ann.call('postRealtime', 'x', name), {
      code: 'INVALID_REQUEST',
      message: 'Realtime connection is not open. Try reconnecting with connectRealtime().',
    });
    await bob.call('sendMessage', { rid, msg: 'missed' });
    world.proxy.treatment = 'pass';
    await ann.call('connectRealtime');
    await ann.hears('missed', name);
    assert.equal((await ann.recovery(name)).recovered, true);
    assert.deepEqual(ann.heard(name), ['before', 'missed']);
    assert.equal((await ann.call('postRealtime', 'back', name)).settled, 'acknowledged');
  });
});
