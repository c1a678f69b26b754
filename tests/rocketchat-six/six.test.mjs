// @ts-check
// The six functions over Rocket.Chat, in a page, against our server.

import assert from 'node:assert/strict';
import { after, afterEach, before, describe, test } from 'node:test';
import { channel, openWorld, written } from './world.mjs';

const SENT = { type: 'success', message: 'Message sent.', settled: 'acknowledged' };
const joined = (/** @type {string} */ group) => ({ type: 'success', message: `Joined realtime message group: "${group}".` });
const LEFT = { type: 'success', message: 'Left realtime message group.' };
const NO_CONNECTION = { code: 'INVALID_REQUEST', message: 'No realtime connection. Execute connectRealtime() before this method.' };

describe('the six functions over Rocket.Chat', () => {
  /** @type {Awaited<ReturnType<typeof openWorld>>} */
  let world;
  before(async () => (world = await openWorld()));
  afterEach(() => world.leave());
  after(() => world.close());

  /** A channel of bob's, with ann in it by the six functions. @param {object} [options] */
  async function room(options) {
    const name = world.unique('room');
    const bob = await world.rocketChat('bob');
    const rid = await channel(bob, name);
    const ann = await world.enter('ann', options);
    await ann.call('joinRealtime', { group: name });
    const say = (/** @type {string} */ msg, /** @type {object} */ more = {}) => bob.call('sendMessage', { rid, msg, ...more });
    return { name, rid, ann, bob, say };
  }

  test('DR1: connecting opens the socket, connects and logs in, and gives the open WebSocket', async () => {
    const ann = await world.visit('ann');
    assert.deepEqual(await ann.call('connectRealtime'), { name: 'WebSocket', readyState: 1 });
    assert.deepEqual(ann.events(), [{ type: 'success', message: 'Connected to WebSocket server.' }]);
    const states = ann.inbox.items.flatMap(({ state }) => (state ? [state.name] : []));
    assert.deepEqual(states, ['connecting', 'handshaking', 'online']);
    assert.deepEqual(ann.errors, []);
  });

  test('DR1: a callback that is no function, a login that is refused, and a server that is not there', async () => {
    const ann = await world.visit('ann', { token: 'no token of this server' });
    await assert.rejects(ann.call('connectRealtime', 5), { code: 'INVALID_REQUEST', message: 'Callback must be a function.' });
    await assert.rejects(ann.call('connectRealtime'), { code: 'INVALID_REQUEST', message: 'User login is required.' });
    const bob = await world.visit('bob', { url: 'ws://127.0.0.1:9/websocket' });
    await assert.rejects(bob.call('connectRealtime'), { code: 'ERROR', message: 'Skapi: WebSocket connection error.' });
  });

  test('DR2: a group is a room by its name or its id; joining another one leaves it', async () => {
    const { name, rid, ann, bob, say } = await room();
    await say('one');
    await ann.hears('one', name);
    const other = world.unique('room');
    const otherRid = await channel(bob, other);
    assert.deepEqual(await ann.call('joinRealtime', { group: otherRid }), joined(otherRid));
    await say('nobody hears');
    await bob.call('sendMessage', { rid: otherRid, msg: 'two' });
    await ann.hears('two', otherRid);
    assert.deepEqual(ann.heard(name), ['one']);
    assert.deepEqual(await ann.call('joinRealtime', { group: null }), LEFT);
    assert.deepEqual(await ann.call('joinRealtime', { group: '' }), LEFT);
    // It is left as a group; as a member one stays.
    const { records } = await bob.call('getUsersOfRoom', rid, true, {});
    assert.deepEqual(records.map((/** @type {any} */ { username }) => username).sort(), ['ann', 'bob']);
  });

  test('DR2: a room that there is not is refused as the server says, and wrong groups as documented', async () => {
    const ann = await world.enter('ann');
    const error = await ann.call('joinRealtime', { group: world.unique('nowhere') }).then(assert.fail, (error) => error);
    assert.deepEqual([error.name, error.settled, error.code], ['RealtimeError', 'refused', error.cause && error.code]);
    await assert.rejects(ann.call('joinRealtime', { group: 5 }), { code: 'INVALID_PARAMETER', message: '"group" must be a string | null.' });
    await assert.rejects(ann.call('joinRealtime'), { code: 'INVALID_PARAMETER', message: '"group" must be a string | null.' });
  });

  test('DR3: texts, messages and any other JSON value are posted to the group', async () => {
    const { name, ann, bob, rid } = await room();
    const posted = await ann.call('postRealtime', '100% sure %41', name);
    assert.deepEqual({ ...posted, offset: 0, id: '' }, { ...SENT, offset: 0, id: '' });
    const { event } = await ann.inbox.first(({ event }) => event?.message === '100% sure %41');
    assert.deepEqual([event.type, event.sender, event.sender_cid, event.sender_rid, event.code], ['message', 'ann', 'cid:ann', name, null]);
    assert.deepEqual([event.raw._id, event.raw.rid, event.raw.u.username], [posted.id, rid, 'ann']);
    const id = world.unique('id');
    const own = await ann.call('postRealtime', { _id: id, msg: 'with an id', groupable: false }, name);
    assert.equal(own.id, id);
    for (const value of [{ a: 1 }, [1, 'x'], 0, false, null, { msg: 'x', color: 'red' }]) await ann.call('postRealtime', value, name);
    assert.deepEqual(await written(bob, rid), [
      '100% sure %41', 'with an id', '{"a":1}', '[1,"x"]', '0', 'false', 'null', '{"msg":"x","color":"red"}',
    ]);
  });

  test('DR3: attachments go along, also where the server takes them over REST alone', async () => {
    const { name, ann } = await room();
    const { id } = await ann.call('postRealtime', { msg: 'see', attachments: [{ title: 'a picture', image_url: '/x.png' }] }, name);
    const { message, raw } = await ann.event(({ raw }) => raw?._id === id);
    assert.deepEqual([message._id, message.msg, raw.attachments[0].title], [id, 'see', 'a picture']);
  });

  test('DR3: a message that is posted twice under one id is there once', async () => {
    const { name, ann, bob, rid } = await room();
    const message = { _id: world.unique('id'), msg: 'once' };
    await ann.call('postRealtime', message, name);
    assert.equal((await ann.call('postRealtime', message, name)).message, 'Message sent.');
    assert.deepEqual(await written(bob, rid), ['once']);
  });

  test('DR4: a user is reached by name, by id and by what stands for a connection; sender and receiver are told', async () => {
    const ann = await world.enter('ann');
    const carla = await world.enter('carla');
    for (const [text, recipient] of Object.entries({ 'by name': '@carla', 'by user': { user: '@carla' }, 'by id': { user: 'carla' }, 'by connection': { connection: 'cid:carla' } })) {
      assert.equal((await ann.call('postRealtime', text, recipient)).settled, 'acknowledged');
      await carla.hears(text, null);
    }
    await carla.call('postRealtime', 'back', { user: 'ann' });
    await ann.hears('back', null);
    assert.deepEqual(ann.heard(null), ['by name', 'by user', 'by id', 'by connection', 'back']);
    const event = await carla.event(({ message }) => message === 'by name');
    assert.deepEqual([event.type, event.sender, event.sender_rid, event.raw.u.username], ['private', 'ann', null, 'ann']);
  });

  test('DR4: wrong recipients, payloads and notifications are refused as documented', async () => {
    const ann = await world.enter('ann');
    const refusals = [
      [['x', ''], 'INVALID_REQUEST', 'No recipient.'],
      [['x', null], 'INVALID_REQUEST', 'No recipient.'],
      [['x', 5], 'INVALID_PARAMETER', '"recipient" must be a string, { user }, { group } or { connection }.'],
      [['x', { user: 'a', group: 'b' }], 'INVALID_PARAMETER', '"recipient" must be a string, { user }, { group } or { connection }.'],
      [['x', 'not joined'], 'INVALID_REQUEST', "User has not joined to the recipient group. Run joinRealtime('...')"],
      [['x'.repeat(2_097_151), '@bob'], 'INVALID_REQUEST', 'Data should not exceed 2MB'],
      [['x', '@bob', { title: 't' }], 'INVALID_PARAMETER', 'Key "body" is required.'],
      [['x', '@bob', { title: 5, body: 'b' }], 'INVALID_PARAMETER', '5 is invalid in "title". allowed type or value is: Type<string>.'],
      [['x', '@bob', { title: 't', body: 'b'.repeat(3072) }], 'INVALID_PARAMETER', 'Notification size exceeds 3kb.'],
    ];
    for (const [args, code, message] of refusals) await assert.rejects(ann.call('postRealtime', .../** @type {any[]} */ (args)), { code, message });
    const error = await ann.call('postRealtime', 'x', 'not joined').then(assert.fail, (error) => error);
    assert.deepEqual([error.recipient, error.settled], ['not joined', 'never-sent']);
  });

  test('DR5: rooms with their numbers of members are searched, put in order and paged like groups', async () => {
    const ann = await world.enter('ann');
    const bob = await world.rocketChat('bob');
    const prefix = world.unique('list');
    const sizes = { a: [], b: ['ann'], c: ['ann', 'carla'] };
    for (const [letter, members] of Object.entries(sizes)) {
      for (const member of members) await world.rocketChat(member);
      await bob.call('createChannel', `${prefix}-${letter}`, members);
    }
    await ann.call('joinRealtime', { group: `${prefix}-a` });
    const groups = async (/** @type {any[]} */ ...args) => {
      const { list } = await ann.call('getRealtimeGroups', ...args);
      return list.filter((/** @type {any} */ { group }) => group.startsWith(prefix)).map((/** @type {any} */ { group, number_of_users }) => `${group.at(-1)}${number_of_users}`);
    };
    assert.deepEqual(await groups(), ['a2', 'b2', 'c3']);
    assert.deepEqual(await groups({ searchFor: 'group', value: prefix, condition: '>=' }, { ascending: false }), ['c3', 'b2', 'a2']);
    assert.deepEqual(await groups({ searchFor: 'group', value: `${prefix}-b` }), ['b2']);
    assert.deepEqual(await groups({ searchFor: 'group', value: `${prefix}-c`, range: `${prefix}-b` }), ['b2', 'c3']);
    assert.deepEqual(await groups({ searchFor: 'number_of_users', value: 2, condition: '>' }), ['c3']);
    assert.deepEqual(await groups({ searchFor: 'number_of_users', value: 2, range: 3 }, { ascending: false }), ['c3', 'b2', 'a2']);
    const query = { searchFor: 'group', value: prefix, condition: '>=' };
    assert.deepEqual(await groups(query, { limit: 2 }), ['a2', 'b2']);
    assert.deepEqual(await groups(query, { limit: 2, fetchMore: true }), ['c3']);
    const end = await ann.call('getRealtimeGroups', query, { limit: 2, fetchMore: true });
    assert.deepEqual([end.list, end.startKey, end.endOfList, end.startKeyHistory.length], [[], 'end', true, 2]);
    await assert.rejects(ann.call('getRealtimeGroups', { searchFor: 'x' }), { message: '"x" is invalid in "searchFor". allowed types or values are: "group", "number_of_users".' });
    await assert.rejects(ann.call('getRealtimeGroups', null, { limit: 1001 }), { code: 'INVALID_REQUEST', message: 'Fetch limit should be below 1000.' });
  });

  test('DR6: the users of a room, each once; the user id stands for the connection', async () => {
    const { name, ann } = await room();
    const { list, endOfList } = await ann.call('getRealtimeUsers', { group: name });
    assert.deepEqual(list, ['ann', 'bob'].map((id) => ({ user_id: id, connection_id: id, cid: `cid:${id}` })));
    assert.equal(endOfList, true);
    assert.deepEqual((await ann.call('getRealtimeUsers', { group: name, user_id: 'bob' })).list.length, 1);
    await assert.rejects(ann.call('getRealtimeUsers', {}), { code: 'INVALID_PARAMETER', message: 'Key "group" is required.' });
  });

  test('DR7: history gives the newest messages, the oldest first, and those before', async () => {
    const { name, rid, ann, say } = await room();
    for (const text of ['one', 'two', 'three']) await say(text);
    const newest = await ann.call('history', { group: name, limit: 2 });
    assert.deepEqual([newest.list.map((/** @type {any} */ { message }) => message), newest.epoch, newest.endOfList], [['two', 'three'], rid, false]);
    const [{ offset }] = newest.list;
    const before = await ann.call('history', { group: name, before: offset });
    assert.equal(before.list.at(-1).message, 'one');
    assert.equal(before.endOfList, true);
    assert.ok(before.list.every((/** @type {any} */ event) => event.offset < offset));
  });

  test('DR8: closing ends the connection, and what is called then is refused', async () => {
    const { name, ann } = await room();
    assert.equal(await ann.call('closeRealtime'), undefined);
    assert.deepEqual(ann.events().at(-1), { type: 'close', message: 'WebSocket connection closed.' });
    await assert.rejects(ann.call('postRealtime', 'x', name), NO_CONNECTION);
    await assert.rejects(ann.call('joinRealtime', { group: name }), NO_CONNECTION);
    assert.equal(await ann.call('closeRealtime'), undefined);
    await ann.call('connectRealtime');
    await assert.rejects(ann.call('postRealtime', 'x', name), { message: "User has not joined to the recipient group. Run joinRealtime('...')" });
    const bob = await world.visit('bob');
    await assert.rejects(bob.call('postRealtime', 'x', name), NO_CONNECTION);
  });

  test('DR8: posts that were made just before are answered', async () => {
    const { name, ann } = await room();
    const posts = [1, 2, 3].map((n) => ann.call('postRealtime', `last ${n}`, name));
    await ann.call('closeRealtime');
    assert.deepEqual((await Promise.all(posts)).map(({ settled }) => settled), Array(3).fill('acknowledged'));
  });

  test('DR8: after a close, another connection is opened without waiting; what is called meanwhile belongs to it', async () => {
    const { name, ann } = await room();
    const outcomes = await ann.page.evaluate(async (name) => {
      const { realtime } = /** @type {any} */ (window);
      const told = (/** @type {Promise<any>} */ promise) => promise.then(({ message } = {}) => message ?? 'done', ({ message }) => message);
      const closing = told(realtime.closeRealtime());
      const refused = told(realtime.postRealtime('too late', name));
      const connecting = told(realtime.connectRealtime(() => {}).then(() => ({ message: 'connected' })));
      const joining = told(realtime.joinRealtime({ group: name }));
      const posting = told(realtime.postRealtime('on the next', name));
      return [await closing, await refused, await connecting, await joining, await posting, realtime.state.name];
    }, name);
    assert.deepEqual(outcomes, ['done', NO_CONNECTION.message, 'connected', joined(name).message, 'Message sent.', 'online']);
  });

  test('DR9: forms post and join; what they hold is read at the submission', async () => {
    const { name, ann, bob, rid } = await room();
    const answer = await ann.page.evaluate(async (name) => {
      const { realtime } = /** @type {any} */ (window);
      const form = /** @type {HTMLFormElement} */ (document.querySelector('#post'));
      const posted = new Promise((resolve) =>
        form.addEventListener('submit', (event) => {
          resolve(realtime.postRealtime(event, name));
          form.reset();
        }));
      form.querySelector('button')?.click();
      return (await /** @type {Promise<any>} */ (posted)).message;
    }, name);
    assert.equal(answer, 'Message sent.');
    assert.deepEqual(await written(bob, rid), ['{"text":"of a form","n":5,"by":"b"}']);
    const left = await ann.page.evaluate(() => /** @type {any} */ (window).realtime.joinRealtime(document.querySelector('#join')));
    assert.deepEqual(left, LEFT);
  });

  test('DR13: edits, reactions and pins come as the same message again, marked; deletions as notices', async () => {
    const { name, ann, bob, rid, say } = await room();
    const { _id } = await say('first');
    await ann.hears('first', name);
    await bob.call('updateMessage', { _id, rid, msg: 'second' });
    await ann.hears('second (edited)', name);
    await bob.call('setReaction', ':thumbsup:', _id, true);
    await ann.hears('second (reacted)', name);
    const reacted = await ann.event(({ change }) => change === 'reacted');
    assert.deepEqual([reacted.raw._id, Object.keys(reacted.raw.reactions)], [_id, [':thumbsup:']]);
    await bob.call('deleteMessage', { _id });
    const deletion = await ann.event(({ code }) => code === 'MESSAGE_DELETED');
    assert.deepEqual(deletion, { type: 'notice', message: _id, sender: null, sender_cid: null, sender_rid: name, code: 'MESSAGE_DELETED' });
    assert.deepEqual(ann.heard(name), ['first', 'second (edited)', 'second (reacted)']);
  });

  test('DR13: so they do in direct messages', async () => {
    const ann = await world.enter('ann');
    const bob = await world.rocketChat('bob');
    const { rid } = await bob.call('createDirectMessage', 'ann');
    const { _id } = await bob.call('sendMessage', { rid, msg: 'first' });
    await ann.hears('first', null);
    await bob.call('updateMessage', { _id, rid, msg: 'second' });
    await ann.hears('second (edited)', null);
    await bob.call('deleteMessage', { _id });
    const { message, sender_rid } = await ann.event(({ code }) => code === 'MESSAGE_DELETED');
    assert.deepEqual([message, sender_rid], [_id, null]);
  });

  test('DR14: what others are doing, and who comes and goes, are notices', async () => {
    const { name, ann, bob, rid } = await room();
    await bob.write('notify-room', `${rid}/user-activity`, 'bob', ['user-typing'], {});
    const { message, sender, sender_rid } = await ann.event(({ code }) => code === 'USER_ACTIVITY');
    assert.deepEqual([message, sender_rid], [{ username: 'bob', activities: ['user-typing'] }, name]);
    assert.ok(sender === 'bob' || sender === null);
    const carla = await world.rocketChat('carla');
    await carla.call('joinRoom', rid);
    await ann.event(({ code, sender }) => code === 'USER_JOINED' && sender === 'carla');
    await carla.call('leaveRoom', rid);
    const left = await ann.event(({ code }) => code === 'USER_LEFT');
    assert.deepEqual([left.sender, left.sender_cid, left.sender_rid, left.message], ['carla', 'cid:carla', name, 'User "carla" has left the message group.']);
  });

  test('DR15: a call is taken back by its signal, and ends with its time', async () => {
    const { name, ann } = await room();
    world.proxy.setOpen({ up: { held: true } });
    const late = ann.page.evaluate(
      (name) => /** @type {any} */ (window).realtime.postRealtime('x', name, null, { timeout: 300 }).catch((/** @type {any} */ { code, settled }) => [code, settled]), name);
    assert.deepEqual(await late.finally(() => world.proxy.setOpen({})), ['TIMEOUT', 'unknown']);
    const outcomes = await ann.page.evaluate(async (name) => {
      const { realtime } = /** @type {any} */ (window);
      const aborted = new AbortController();
      const told = (/** @type {Promise<any>} */ promise) => promise.then(() => 'done', ({ code, settled, cause }) => [code, settled, cause ?? null]);
      const post = told(realtime.postRealtime('x', name, null, { signal: aborted.signal }));
      const join = told(realtime.joinRealtime({ group: 'elsewhere' }, { signal: aborted.signal }));
      aborted.abort('enough');
      return [await post, await join];
    }, name);
    assert.deepEqual(outcomes, [['ABORTED', 'never-sent', 'enough'], ['ABORTED', 'unknown', 'enough']]);
  });

  test('DR15: who waits for the join of another is bounded alone, and a post waits for the join before it', async () => {
    const { ann, bob } = await room();
    const other = world.unique('room');
    await channel(bob, other);
    world.proxy.setOpen({ up: { held: true } });
    const outcomes = ann.page.evaluate(async (other) => {
      const { realtime } = /** @type {any} */ (window);
      const aborted = new AbortController();
      const told = (/** @type {Promise<any>} */ promise) => promise.then(({ message }) => message, ({ code }) => code);
      const group = realtime.group(other);
      const first = told(group.join());
      const second = told(group.join({ signal: aborted.signal }));
      const post = told(group.post('behind it'));
      const taken = told(group.post('never', { signal: aborted.signal }));
      aborted.abort();
      document.title = `${await second}, ${await taken}`;
      return [await first, await post];
    }, other);
    await ann.page.waitForFunction(() => document.title === 'ABORTED, ABORTED');
    world.proxy.setOpen({});
    assert.deepEqual(await outcomes, [joined(other).message, 'Message sent.']);
    await ann.hears('behind it', other);
    assert.deepEqual(ann.heard(other), ['behind it']);
  });

  test('DR16: several groups at the same time, each with its handle, its members and its messages', async () => {
    const { name, ann, bob, say } = await room();
    const other = world.unique('room');
    const rid = await channel(bob, other);
    assert.deepEqual(await ann.group(other, 'join'), joined(other));
    await ann.page.evaluate((other) => {
      const { realtime, tell } = /** @type {any} */ (window);
      const group = realtime.group(other);
      group.on('members', (/** @type {any[]} */ members) => tell({ members: members.map(({ user_id }) => user_id).sort().join() }));
      void (async () => {
        for await (const { message, offset, epoch } of group) tell({ read: message, offset, epoch });
        tell({ read: 'the end' });
      })();
    }, other);
    await ann.inbox.first(({ members }) => members === 'ann,bob');
    await say('to one');
    await bob.call('sendMessage', { rid, msg: 'to the other' });
    const { offset, epoch } = await ann.inbox.first(({ read }) => read === 'to the other');
    assert.equal(epoch, rid);
    assert.ok(Number.isInteger(offset));
    await ann.hears('to one', name);
    const carla = await world.rocketChat('carla');
    await carla.call('joinRoom', rid);
    await ann.inbox.first(({ members }) => members === 'ann,bob,carla');
    assert.equal((await ann.group(other, 'post', 'mine')).settled, 'acknowledged');
    assert.deepEqual(await ann.group(other, 'leave'), LEFT);
    await ann.inbox.first(({ read }) => read === 'the end');
    await bob.call('sendMessage', { rid, msg: 'nobody reads' });
    await say('still here');
    await ann.hears('still here', name);
    assert.deepEqual(ann.heard(other), ['to the other', 'mine']);
  });
});
