// @ts-check
// Tabs of one user, and one connection for all of them.

import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, afterEach, before, test } from 'node:test';
import { until } from '../support/index.mjs';
import { openWorld } from './world.mjs';

/** @type {Awaited<ReturnType<typeof openWorld>>} */
let world;
before(async () => void (world = await openWorld()));
after(() => world?.close());
afterEach(() => world.clear());

test('B21: the tabs of a user have one connection, and each gets what is posted to its groups', async () => {
  const [first, second, third] = await world.party();
  assert.equal(await world.connections(), 1);
  assert.deepEqual(await Promise.all([first, second, third].map((tab) => tab.leads())), [true, false, false]);
  await Promise.all([first.join('all', 'one'), second.join('all', 'two'), third.join('all')]);
  const results = await Promise.all([first.post({ n: 1 }, { group: 'all' }), second.post({ n: 2 }, { group: 'all' }), third.post({ n: 3 }, { group: 'all' })]);
  assert.deepEqual(results.map(({ settled }) => settled), ['acknowledged', 'acknowledged', 'acknowledged']);
  for (const tab of [first, second, third]) for (const n of [1, 2, 3]) await tab.hears(n, 'all');
  const order = first.numbers('all');
  for (const tab of [second, third]) assert.deepEqual(tab.numbers('all'), order);
  const witness = await world.witness();
  await witness.join('one', 'two', 'all');
  for (const group of ['one', 'two']) await witness.post({ n: 4 }, { group });
  await witness.post({ n: 5 }, { group: 'all' });
  for (const tab of [first, second, third]) await tab.hears(5, 'all');
  const heard = [first, second, third].map((tab) => [tab.numbers('one'), tab.numbers('two')]);
  assert.deepEqual(heard, [[[4], []], [[], [4]], [[], []]]);
});

test('B22: a group is left at the server when the last tab has left it', async () => {
  const [first, second] = await world.party();
  const witness = await world.witness();
  await witness.join('lobby');
  await first.join('lobby');
  assert.match((await second.run('joinOne', 'lobby')).message, /^Joined/);
  assert.match((await first.run('leave', 'lobby')).message, /^Left/);
  await witness.post({ n: 1 }, { group: 'lobby' });
  await second.hears(1, 'lobby');
  assert.equal(witness.inbox.items.filter(({ code }) => code === 'USER_LEFT').length, 0);
  // The one-group rule is that of each tab.
  await second.run('joinOne', 'other');
  await witness.inbox.first(({ code, sender }) => code === 'USER_LEFT' && sender === first.user);
  assert.deepEqual(first.numbers('lobby'), []);
});

test('B23: private posts reach every tab, and so do posts to the connection', async () => {
  const [first, second] = await world.party();
  const witness = await world.witness();
  assert.equal((await witness.post({ n: 1 }, { user: first.user })).reached, 1);
  for (const tab of [first, second]) await tab.hears(1, null);
  await witness.join('lobby');
  await second.join('lobby');
  const { sender_cid: cid } = await witness.inbox.first(({ code, sender }) => code === 'USER_JOINED' && sender === second.user);
  assert.equal((await witness.post({ n: 2 }, { connection: cid })).reached, 1);
  for (const tab of [first, second]) await tab.hears(2, null);
});

test('B24: different users never share, nor do tabs with different endpoints', async () => {
  const one = await world.enter();
  const other = await world.enter();
  const elsewhere = await world.enter({ user: one.user, more: { url: `${world.url}?place=2` } });
  assert.equal(await world.connections(), 3);
  for (const tab of [one, other, elsewhere]) assert.equal(await tab.leads(), true);
});

test('B25: without Web Locks, with the protocol skapi, or without the code for it, each tab connects alone', async () => {
  const user = randomUUID();
  const prepare = () => void Object.defineProperty(navigator, 'locks', { value: undefined });
  // As in a sandboxed frame.
  const forbid = () => {
    const refuse = () => Promise.reject(new DOMException('no', 'SecurityError'));
    Object.defineProperty(navigator, 'locks', { value: { query: refuse, request: refuse } });
  };
  const tabs = [await world.enter({ user, prepare }), await world.enter({ user, prepare: forbid })];
  assert.equal(await world.connections(), 2);
  assert.equal((await tabs[0]?.run('connect')).name, 'WebSocket');
  for (const _ of tabs) await world.enter({ user, more: { protocol: 'skapi', service: 's', owner: 'o' } });
  assert.equal(await world.connections(), 4);
  for (const _ of tabs) await world.enter({ user, without: '**/parts/tabs-*' });
  assert.equal(await world.connections(), 6);
});

test('B26: closeRealtime leaves with one tab only; the others notice nothing, and the last one closes the connection', async () => {
  const [first, second, third] = await world.party();
  await Promise.all([first, second, third].map((tab) => tab.join('lobby')));
  await first.run('close');
  assert.equal(await first.run('state'), 'closed');
  await second.post({ n: 1 }, { group: 'lobby' });
  for (const tab of [second, third]) await tab.hears(1, 'lobby');
  assert.deepEqual(first.numbers('lobby'), []);
  assert.equal(await world.connections(), 1);
  for (const tab of [second, third]) assert.deepEqual(tab.inbox.items.filter(({ state }) => state?.name === 'waiting'), []);
  await second.run('close');
  await third.post({ n: 2 }, { group: 'lobby' });
  await third.hears(2, 'lobby');
  await third.run('close');
  await until(async () => (await world.connections()) === 0);
  // And again, in whichever order.
  await third.run('connect');
  await first.run('connect');
  assert.equal(await world.connections(), 1);
});

test('B27: the answer of connectRealtime has the interface of a WebSocket', async () => {
  const [first, second] = await world.party();
  for (const tab of [first, second]) {
    const { readyState, url } = await tab.run('connect');
    assert.equal(readyState, 1);
    assert.match(url, /^ws:.*v=1/);
  }
  await second.page.evaluate(async () => {
    const { realtime } = /** @type {any} */ (window);
    const socket = await realtime.connectRealtime(() => {});
    const closed = new Promise((resolve) => socket.addEventListener('close', resolve));
    await realtime.closeRealtime();
    const { code, wasClean } = /** @type {any} */ (await closed);
    if (code !== 1000 || !wasClean || socket.readyState !== 3) throw new Error(`closed with ${code}`);
  });
});
