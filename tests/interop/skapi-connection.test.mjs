// @ts-check
// The unmodified skapi-js against our server: login, connection, its end.

import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, afterEach, before, describe, test } from 'node:test';
import { KEEP_ALIVE } from './member.mjs';
import { openWorld, OWNER, SERVICE } from './world.mjs';

describe('skapi-js connects', () => {
  /** @type {Awaited<ReturnType<typeof openWorld>>} */
  let world;
  before(async () => void (world = await openWorld()));
  afterEach(() => world.leave());
  after(() => world?.close());

  test('I1: a stored login is restored', async () => {
    const alice = await world.enter('skapi-js');
    assert.equal((await alice.call('getProfile')).user_id, alice.user);
  });

  test('I2: it connects with its access token, is told so, and may keep the connection alive', async () => {
    const alice = await world.connect('skapi-js');
    assert.deepEqual(alice.events.items, [{ type: 'success', message: 'Connected to WebSocket server.' }]);
    await alice.frames.first(({ way, text }) => way === 'out' && text === KEEP_ALIVE);
    assert.deepEqual(await alice.settle(), [{ type: 'success', message: 'Connected to WebSocket server.' }]);
  });

  test('I3: a token signed by somebody else opens nothing', async () => {
    const mallory = await world.enter('skapi-js', { secret: 'another secret, which the server does not know' });
    await mallory.startConnecting();
    await mallory.event('close');
    // Its client reports a first connection that never opened like this.
    assert.deepEqual(mallory.events.items, [
      { type: 'error', message: 'Skapi: WebSocket connection error.' },
      { type: 'close', message: 'WebSocket connection closed.' },
    ]);
    assert.ok(mallory.errors.some((text) => text.includes('Authentication failed')), 'the upgrade is answered with 401');
    await assert.rejects(mallory.call('getRealtimeGroups'), { name: 'Rejection', isError: true });
    const answer = await fetch(`${world.server.httpUrl}get-ws-group`, {
      method: 'POST',
      headers: { authorization: mallory.tokens.idToken, 'content-type': 'application/json' },
      body: JSON.stringify({ service: SERVICE, owner: OWNER, searchFor: 'group', value: ' ', condition: '>' }),
    });
    assert.equal(answer.status, 401);
  });

  test('I4: closing resolves, is reported, and tells the group', async () => {
    const group = `closing ${randomUUID()}`;
    const [alice, bob] = await Promise.all([world.connect('skapi-js'), world.connect('skapi-js')]);
    await alice.join(group);
    await bob.join(group);
    assert.equal(await bob.call('closeRealtime'), null);
    assert.deepEqual(await bob.event('close'), { type: 'close', message: 'WebSocket connection closed.' });
    // It sends its frame to leave when the socket is closed already, so that the server sees it vanish.
    const notice = await alice.event('notice', ({ sender, code }) => sender === bob.user && code !== 'USER_JOINED');
    assert.deepEqual(notice, {
      type: 'notice',
      message: `User "${bob.user}" has been disconnected.`,
      sender: bob.user,
      sender_cid: bob.cid,
      sender_rid: group,
      code: 'USER_DISCONNECTED',
    });
    const { list } = await alice.call('getRealtimeUsers', { group });
    assert.deepEqual(list, [{ user_id: alice.user, cid: alice.cid }]);
  });

  test('I5: a closed page is noticed like a closed connection', async () => {
    const group = `page ${randomUUID()}`;
    const [alice, bob] = await Promise.all([world.connect('skapi-js'), world.connect('skapi-js')]);
    await alice.join(group);
    await bob.join(group);
    await bob.page.context().close();
    await alice.event('notice', ({ sender, code }) => sender === bob.user && code === 'USER_DISCONNECTED');
    const { list } = await alice.call('getRealtimeUsers', { group });
    assert.equal(list.length, 1);
  });

  test('I6: after closing it connects again, in no group', async () => {
    const group = `again ${randomUUID()}`;
    const alice = await world.connect('skapi-js');
    await alice.join(group);
    await alice.call('closeRealtime');
    await alice.event('close');
    await alice.connect();
    await assert.rejects(alice.post('hello', group), {
      message: `User has not joined to the recipient group. Run joinRealtime({ group: "${group}" })`,
    });
    assert.deepEqual((await alice.call('getRealtimeUsers', { group })).list, []);
  });

  test('I7: it comes back to a server that was started again, and is in its group', async () => {
    const group = `restart ${randomUUID()}`;
    const alice = await world.connect('skapi-js');
    await alice.join(group);
    const before = alice.events.items.length;
    await world.restart();
    const joined = await alice.events.when((all) => all.slice(before).find(({ code }) => code === 'USER_JOINED'));
    assert.deepEqual(alice.events.items.slice(before), [
      { type: 'error', message: 'Skapi: WebSocket unexpected close.' },
      { type: 'reconnect', message: 'Reconnecting to WebSocket server...1' },
      { type: 'success', message: 'Connected to WebSocket server.' },
      joined,
    ]);
    assert.equal(joined.sender_rid, group);
    await alice.post('still here', group);
    await alice.event('message');
  });
});
