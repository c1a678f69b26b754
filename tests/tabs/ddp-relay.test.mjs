// @ts-check
// What the leader does with the DDP messages of its tabs and of the server.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { claims, signToken } from '../support/index.mjs';
import { load } from '../facade/helper.mjs';
import { FakeTab } from './fake-tab.mjs';

const { DdpRelay } = await load('tabs/ddp/relay.ts');
const { partyOf, isForNobody } = await load('tabs/ddp/party.ts');
const { MOVED } = await load('tabs/company.ts');

const URL = 'ws://host/websocket';
const ANN = { user: { username: 'ann' }, password: { digest: 'digest of ann', algorithm: 'sha-256' } };
const BOB = { user: { username: 'bob' }, password: { digest: 'digest of bob', algorithm: 'sha-256' } };
const ACCEPTED = { id: 'ann', token: 'T1', tokenExpires: { $date: 5 }, type: 'password' };
const CONNECT = { msg: 'connect', version: '1', support: ['1'] };
const CONNECTED = { msg: 'connected', session: 's1' };

/** Until what the relay does in later turns of the loop has been done: names of parties are hashes. */
const settled = async () => {
  for (let n = 0; n < 10; n++) await new Promise(setImmediate);
};

/** A relay with its server, of the party with this login, or of nobody. @param {object} [login] */
async function relay(login = ANN, { nobody = false } = {}) {
  const party = await partyOf(URL, nobody ? undefined : login);
  /** @type {any[]} */
  const sent = [];
  let over = 0;
  let closed = 0;
  const link = { send: (/** @type {string} */ text) => sent.push(JSON.parse(text)), close: () => (closed += 1), bufferedAmount: 0 };
  const fits = async (/** @type {unknown} */ param) => (await partyOf(URL, param)) === party;
  const made = new DdpRelay({ link, isForNobody: isForNobody(party), fits, over: () => (over += 1) });
  const world = {
    made,
    hear: (/** @type {object} */ message) => made.receive(JSON.stringify(message)),
    /** What the server was sent since it was asked last. @returns {any[]} */
    take: () => sent.splice(0),
    /** What has become of the connection. */
    ends: () => ({ over, closed }),
    attach() {
      const tab = new FakeTab();
      made.attach(tab, URL);
      return tab;
    },
    say: (/** @type {FakeTab} */ tab, /** @type {object} */ message) => made.command(tab, JSON.stringify(message)),
    /** A tab that has the session, which it is told after a sign of life. */
    enter() {
      const tab = world.attach();
      world.hear({ msg: 'pong' });
      world.say(tab, CONNECT);
      sent.splice(0);
      tab.take();
      return tab;
    },
  };
  return world;
}

/** A relay with tabs that have the session. @param {object} [login] */
async function open(login) {
  const world = await relay(login);
  const tabs = /** @type {[FakeTab, FakeTab]} */ ([world.attach(), world.attach()]);
  world.made.open();
  for (const tab of tabs) world.say(tab, CONNECT);
  world.hear(CONNECTED);
  world.take();
  for (const tab of tabs) tab.take();
  return { ...world, tabs };
}

/** @param {string} id @param {any} [param] */
const login = (id, param = ANN) => ({ msg: 'method', method: 'login', id, params: [param] });

/** @param {string} id @param {string} name @param {...unknown} params */
const sub = (id, name, ...params) => ({ msg: 'sub', id, name, params });

const PRESENCE = 'stream-user-presence';
/** @param {string} id @param {string[]} added @param {string[]} [removed] */
const watch = (id, added, removed = []) => sub(id, PRESENCE, '', { added, removed });
/** @param {string} uid @param {number} status */
const presence = (uid, status) => ({ msg: 'changed', collection: PRESENCE, id: uid, fields: { uid, eventName: uid, args: [['name', status]] } });

test('DT20: the first tab begins the session; a later one is told of it after a sign of life', async () => {
  const { made, attach, say, take, hear } = await relay();
  const [one, two] = [attach(), attach()];
  assert.deepEqual(one.take(), []);
  made.open();
  for (const tab of [one, two]) say(tab, CONNECT);
  assert.deepEqual([one.take(), two.take(), take()], [['open'], ['open'], [CONNECT]]);
  hear({ server_id: '0' });
  hear(CONNECTED);
  assert.deepEqual([one.take(), two.take()], [[CONNECTED], [CONNECTED]]);
  const late = attach();
  assert.deepEqual([late.take(), take()], [[], [{ msg: 'ping' }]]);
  hear({ msg: 'pong' });
  say(late, CONNECT);
  assert.deepEqual([late.take(), take()], [['open', CONNECTED], []]);
});

test('DT20: a tab that wants another version than the session has is told which, as by the server', async () => {
  const { say, tabs, attach, hear, take } = await open();
  const late = attach();
  hear({ msg: 'pong' });
  take();
  say(late, { ...CONNECT, version: 'pre2', support: ['pre2'] });
  assert.deepEqual([late.take(), take()], [['open', { msg: 'failed', version: '1' }, 1000], []]);
  const fresh = await relay();
  const first = fresh.attach();
  fresh.made.open();
  fresh.say(first, CONNECT);
  fresh.hear({ msg: 'failed', version: 'pre2' });
  assert.deepEqual([first.take(), tabs[0].take()], [['open', { msg: 'failed', version: 'pre2' }], []]);
});

test('DT21: the connection is logged in once, and every tab is told so', async () => {
  const { say, tabs, take, hear, enter } = await open();
  const [one, two] = tabs;
  say(one, login('l'));
  say(two, login('m'));
  await settled();
  const [{ id, ...sent }, ...more] = take();
  assert.deepEqual([sent, more], [{ msg: 'method', method: 'login', params: [ANN] }, []]);
  hear({ msg: 'updated', methods: [id] });
  hear({ msg: 'result', id, result: ACCEPTED });
  await settled();
  const told = (/** @type {string} */ id) => [{ msg: 'updated', methods: [id] }, { msg: 'result', id, result: ACCEPTED }];
  assert.deepEqual([one.take(), two.take(), take()], [told('l'), told('m'), []]);
  const late = enter();
  // The same again, with a code, and with the token that the server gave.
  for (const param of [ANN, { totp: { login: ANN, code: '1' } }, { resume: 'T1' }]) {
    say(late, login('n', param));
    await settled();
    assert.deepEqual([late.take(), take()], [told('n'), []]);
  }
});

test('DT22: a login that is refused is refused to the tab that asked, and the next one is tried', async () => {
  const { say, tabs, take, hear } = await open();
  const [one, two] = tabs;
  const error = { error: 403, reason: 'no' };
  say(one, login('l', { resume: 'old' }));
  say(two, login('m'));
  await settled();
  hear({ msg: 'result', id: take()[0].id, error });
  await settled();
  assert.deepEqual([one.take(), two.take()], [[{ msg: 'result', id: 'l', error }], []]);
  hear({ msg: 'result', id: take()[0].id, result: ACCEPTED });
  assert.deepEqual([one.take(), two.take()], [[], [{ msg: 'result', id: 'm', result: ACCEPTED }]]);
});

test('DT23: nobody logs in as somebody else on a connection that is shared', async () => {
  const { say, tabs, take, hear } = await open();
  say(tabs[0], login('l'));
  await settled();
  hear({ msg: 'result', id: take()[0].id, result: ACCEPTED });
  say(tabs[1], login('m', BOB));
  await settled();
  assert.deepEqual([tabs[1].take()[1].error.error, take()], ['shared-connection', []]);
  const { say: sayAlone, take: takeAlone, made, attach } = await relay(undefined, { nobody: true });
  const tab = attach();
  made.open();
  sayAlone(tab, login('n'));
  await settled();
  assert.deepEqual([tab.take()[2].error.error, takeAlone()], ['shared-connection', []]);
});

test('DT24: after a logout the tab that asked goes elsewhere, and the others have to log in again', async () => {
  const { say, tabs, take, hear, ends } = await open();
  say(tabs[1], { msg: 'method', method: 'logout', id: 'o', params: [] });
  const [{ id }] = take();
  hear({ msg: 'result', id, error: { error: 500 } });
  assert.deepEqual([tabs.map((tab) => tab.take().length), ends()], [[0, 1], { over: 0, closed: 0 }]);
  say(tabs[1], { msg: 'method', method: 'logout', id: 'p', params: [] });
  hear({ msg: 'result', id: take()[0].id });
  assert.deepEqual(tabs.map((tab) => tab.take()), [[1000], [{ msg: 'result', id: 'p' }, MOVED]]);
  assert.deepEqual(ends(), { over: 1, closed: 1 });
  const alone = await relay();
  const tab = alone.attach();
  alone.made.open();
  alone.say(tab, { msg: 'method', method: 'logout', id: 'q', params: [] });
  alone.hear({ msg: 'result', id: alone.take()[0].id });
  assert.deepEqual([tab.take().at(-1), alone.ends()], [MOVED, { over: 1, closed: 1 }]);
});

test('DT25: each answer goes to the tab that called, whatever ids the tabs use and whichever half comes first', async () => {
  const { say, tabs, take, hear, made } = await open();
  const [one, two] = tabs;
  for (const tab of tabs) say(tab, { msg: 'method', method: 'm', id: '1', params: [{ $date: 5 }], randomSeed: 'r' });
  const [a, b] = take();
  assert.notEqual(a.id, b.id);
  assert.deepEqual(a, { msg: 'method', method: 'm', id: a.id, params: [{ $date: 5 }], randomSeed: 'r' });
  hear({ msg: 'result', id: b.id, result: { $type: 'x', $value: 1 } });
  hear({ msg: 'updated', methods: [a.id, b.id] });
  hear({ msg: 'result', id: a.id });
  assert.deepEqual(one.take(), [{ msg: 'updated', methods: ['1'] }, { msg: 'result', id: '1' }]);
  assert.deepEqual(two.take(), [{ msg: 'result', id: '1', result: { $type: 'x', $value: 1 } }, { msg: 'updated', methods: ['1'] }]);
  say(one, { msg: 'method', method: 'm', id: '2', params: [] });
  const [{ id }] = take();
  made.detach(one);
  hear({ msg: 'result', id, result: 1 });
  assert.deepEqual([one.take(), two.take()], [[1000], []]);
});

test('DT26: a stream and key are subscribed to once, until the last tab has left them', async () => {
  const { say, tabs, take, hear, made, enter } = await open();
  const [one, two] = tabs;
  say(one, sub('1', 'stream-room-messages', 'A', false));
  say(two, sub('7', 'stream-room-messages', 'A', { useCollection: false, args: [] }));
  const [{ id }, ...more] = take();
  assert.deepEqual(more, []);
  const event = (/** @type {string} */ eventName) => ({ msg: 'changed', collection: 'stream-room-messages', id: 'id', fields: { eventName, args: [{ $date: 1 }] } });
  hear({ msg: 'ready', subs: ['unknown', id] });
  hear(event('A'));
  hear(event('B'));
  assert.deepEqual([one.take(), two.take()], [[{ msg: 'ready', subs: ['1'] }, event('A')], [{ msg: 'ready', subs: ['7'] }, event('A')]]);
  const late = enter();
  say(late, sub('2', 'stream-room-messages', 'A', false));
  say(late, sub('3', 'stream-notify-room', 'A', false));
  assert.deepEqual([late.take(), take().map(({ name }) => name)], [[{ msg: 'ready', subs: ['2'] }], ['stream-notify-room']]);
  say(one, { msg: 'unsub', id: '1' });
  made.detach(late);
  assert.deepEqual([one.take(), take().map(({ msg, id: own }) => [msg, own === id])], [[{ msg: 'nosub', id: '1' }], [['unsub', false]]]);
  hear(event('A'));
  assert.deepEqual([one.take(), two.take()], [[], [event('A')]]);
  say(two, { msg: 'unsub', id: '7' });
  assert.deepEqual(take(), [{ msg: 'unsub', id }]);
});

test('DT27: what the server refuses is refused to those who asked the same, and what it ends has ended for all', async () => {
  const { say, tabs, take, hear } = await open();
  const [one, two] = tabs;
  const error = { error: 'not-allowed' };
  say(one, sub('1', 'stream-livechat-room', 'A', { args: [{ token: 'wrong' }] }));
  say(two, sub('2', 'stream-livechat-room', 'A', { args: [{ token: 'right' }] }));
  hear({ msg: 'nosub', id: take()[0].id, error });
  const [again] = take();
  assert.deepEqual([one.take(), two.take(), again.params[1]], [[{ msg: 'nosub', id: '1', error }], [], { args: [{ token: 'right' }] }]);
  hear({ msg: 'ready', subs: [again.id] });
  say(one, sub('3', 'stream-livechat-room', 'A', { args: [{ token: 'right' }] }));
  hear({ msg: 'nosub', id: again.id });
  assert.deepEqual([one.take(), two.take()].map((told) => told.at(-1)), [{ msg: 'nosub', id: '3' }, { msg: 'nosub', id: '2' }]);
  say(one, sub('4', 'stream-livechat-room', 'A', false));
  assert.equal(take().length, 1);
});

test('DT28: each tab has its own publications; the documents are those of all, also for a tab that comes later', async () => {
  const { say, tabs, take, hear, made, enter, attach } = await open();
  const [one, two] = tabs;
  say(one, sub('1', 'tasks', { $date: 1 }));
  say(two, sub('1', 'tasks', { $date: 1 }));
  const [a, b] = take();
  assert.deepEqual([a.params, a.id === b.id], [[{ $date: 1 }], false]);
  const all = [
    { msg: 'added', collection: 'c', id: 'x', fields: { n: 1, gone: 1, at: { $date: 5 } } },
    { msg: 'added', collection: 'c', id: 'y' },
    { msg: 'added', collection: 'c', id: 'z', fields: {} },
    { msg: 'changed', collection: 'c', id: 'x', fields: { n: 2 }, cleared: ['gone'] },
    { msg: 'removed', collection: 'c', id: 'z' },
    { msg: 'addedBefore', collection: 'c', id: 'w', fields: { n: 0 }, before: 'x' },
    { msg: 'movedBefore', collection: 'c', id: 'x', before: null },
  ];
  for (const message of all) hear(message);
  hear({ msg: 'ready', subs: [b.id, a.id] });
  for (const tab of tabs) assert.deepEqual(tab.take(), [...all, { msg: 'ready', subs: ['1'] }]);
  const late = attach();
  hear({ msg: 'pong' });
  say(late, CONNECT);
  assert.deepEqual(late.take(), [
    'open', CONNECTED,
    { msg: 'added', collection: 'c', id: 'w', fields: { n: 0 } },
    { msg: 'added', collection: 'c', id: 'y', fields: {} },
    { msg: 'added', collection: 'c', id: 'x', fields: { n: 2, at: { $date: 5 } } },
  ]);
  take();
  say(one, { msg: 'unsub', id: '1' });
  assert.deepEqual([one.take(), take()], [[], [{ msg: 'unsub', id: a.id }]]);
  hear({ msg: 'nosub', id: a.id });
  assert.deepEqual(one.take(), [{ msg: 'nosub', id: '1' }]);
  made.detach(two);
  assert.deepEqual(take(), [{ msg: 'unsub', id: b.id }]);
  assert.deepEqual(enter().take(), []);
});

test('DT29: tabs watch one set of users, and each is told of those that it watches', async () => {
  const { say, tabs, take, hear, made } = await open();
  const [one, two] = tabs;
  say(one, watch('1', ['u', 'v']));
  const [first] = take();
  assert.deepEqual(first.params, ['', { added: ['u', 'v'], removed: [] }]);
  hear({ msg: 'ready', subs: [first.id] });
  hear(presence('u', 2));
  assert.deepEqual(one.take(), [{ msg: 'ready', subs: ['1'] }, presence('u', 2)]);
  // Who is watched already, the server says nothing of.
  say(two, watch('1', ['u']));
  assert.deepEqual([two.take(), take()], [[presence('u', 2), { msg: 'ready', subs: ['1'] }], []]);
  say(two, watch('2', ['w']));
  const [change] = take();
  assert.deepEqual([change.params, two.take()], [['', { added: ['w'], removed: [] }], []]);
  hear({ msg: 'nosub', id: change.id });
  assert.deepEqual(two.take(), [{ msg: 'nosub', id: '2' }]);
  hear(presence('w', 1));
  assert.deepEqual([one.take(), two.take()], [[], [presence('w', 1)]]);
  say(one, watch('3', [], ['u', 'v']));
  assert.deepEqual(take()[0].params, ['', { added: [], removed: ['v'] }]);
  say(one, { msg: 'unsub', id: '1' });
  assert.deepEqual([one.take().at(-1), take()], [{ msg: 'nosub', id: '1' }, []]);
  made.detach(one);
  say(two, { msg: 'unsub', id: '1' });
  assert.deepEqual(take(), [{ msg: 'unsub', id: first.id }]);
});

test('DT29: a set that the server refuses or ends is over for those concerned, and can be asked for again', async () => {
  const { say, tabs, take, hear } = await open();
  const [one, two] = tabs;
  say(one, watch('1', ['u']));
  hear({ msg: 'nosub', id: take()[0].id, error: { error: 'no' } });
  assert.deepEqual(one.take(), [{ msg: 'nosub', id: '1', error: { error: 'no' } }]);
  say(one, watch('2', ['u']));
  const [{ id }] = take();
  say(two, watch('3', ['u']));
  take();
  hear({ msg: 'ready', subs: [id] });
  assert.deepEqual(one.take(), [{ msg: 'ready', subs: ['2'] }]);
  hear({ msg: 'nosub', id });
  assert.deepEqual([one.take(), two.take().at(-1)], [[{ msg: 'nosub', id: '2' }], { msg: 'nosub', id: '3' }]);
  say(two, watch('4', ['u']));
  assert.deepEqual(take()[0].params, ['', { added: ['u'], removed: [] }]);
});

test('DT30: the server’s pings are answered here; those of tabs are one at the server, each answered after it', async () => {
  const { say, tabs, take, hear } = await open();
  hear({ msg: 'ping', id: 'p' });
  hear({ msg: 'ping' });
  assert.deepEqual([take(), tabs[0].take()], [[{ msg: 'pong', id: 'p' }, { msg: 'pong' }], []]);
  say(tabs[0], { msg: 'ping' });
  say(tabs[1], { msg: 'ping', id: 'q' });
  assert.deepEqual([take(), tabs[0].take()], [[{ msg: 'ping' }], []]);
  hear({ msg: 'pong' });
  assert.deepEqual(tabs.map((tab) => tab.take()), [[{ msg: 'pong' }], [{ msg: 'pong', id: 'q' }]]);
});

test('DT30: a connection that gives no sign of life is ended for all tabs', async (t) => {
  const { say, tabs, take, ends } = await open();
  t.mock.timers.enable({ apis: ['setTimeout'] });
  say(tabs[0], { msg: 'ping' });
  for (let n = 0; n < 2; n++) t.mock.timers.tick(4000);
  assert.deepEqual([take().length, ends().over, tabs.map((tab) => tab.take())], [2, 1, [[1006], [1006]]]);
});

test('DT31: what the server does not understand is told to the tab that called, otherwise to all', async () => {
  const { say, tabs, take, hear } = await open();
  say(tabs[1], { msg: 'method', method: 'm', id: 'a', params: [] });
  const [sent] = take();
  hear({ msg: 'error', reason: 'Bad request', offendingMessage: sent });
  assert.deepEqual(tabs.map((tab) => tab.take()), [[], [{ msg: 'error', reason: 'Bad request', offendingMessage: { ...sent, id: 'a' } }]]);
  hear({ msg: 'error', reason: 'Bad request' });
  hear({ msg: 'of a later version' });
  assert.deepEqual(tabs.map((tab) => tab.take().length), [1, 1]);
});

test('DT32: who shares is decided by the endpoint and the login, which nobody can read from it', async () => {
  const party = (/** @type {any} */ param, url = URL) => partyOf(url, param);
  const token = (/** @type {string} */ user, /** @type {object} */ more = {}) => ({ resume: signToken(claims(user, more), 'secret') });
  const same = [[ANN, { totp: { login: ANN, code: '5' } }], [token('ann'), token('ann', { jti: 'x' })], [undefined, undefined]];
  for (const [one, other] of same) assert.equal(await party(one), await party(other));
  const others = [undefined, ANN, BOB, { resume: 'T1' }, { resume: 'T2' }, token('ann'), token('bob'), { oauth: { credentialToken: 'x' } }];
  const names = await Promise.all([...others.map((param) => party(param)), party(ANN, 'wss://host/websocket'), party(undefined, 'wss://host/websocket')]);
  assert.equal(new Set(names).size, names.length);
  for (const name of names) assert.doesNotMatch(name, /digest|T1/);
  assert.deepEqual((await Promise.all([undefined, ANN, token('nobody')].map((param) => party(param)))).map(isForNobody), [true, false, false]);
});
