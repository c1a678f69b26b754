// @ts-check
// Tabs of one user of Rocket.Chat, and one connection for all of them.

import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, afterEach, before, test } from 'node:test';
import { writeUsers } from '../ddp-clients/world.mjs';
import { expectAccounted } from '../faults/accounts.mjs';
import { until } from '../support/index.mjs';
import { expectOneLeader, takeOver } from './takeover.mjs';
import { ROCKETCHAT, openWorld } from './world.mjs';

/** @typedef {import('./tab.mjs').Tab} Tab */

const GROUP = 'lobby';
const ALICE = { token: undefined, login: { user: 'alice', password: 'secret' } };
const BOB = { token: undefined, login: { user: 'bob', password: 'hunter2' } };

const BOB_ID = '3b2a1c0d-0000-4000-8000-000000000b0b';

/** @type {string} */
let folder;
/** @type {Awaited<ReturnType<typeof openWorld>>} */
let world;
before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'groupwire-tabs-'));
  world = await openWorld({ ...ROCKETCHAT, flags: [...(ROCKETCHAT.flags ?? []), '--users', writeUsers(folder), '--channel', GROUP, '--channel', 'aside'] });
});
after(async () => {
  await world?.close();
  await rm(folder, { recursive: true });
});
afterEach(() => world.clear());

/** The tabs of one user, all in the group, and somebody else who is in it. */
async function scene() {
  const witness = await world.witness();
  const party = await world.party();
  for (const tab of [witness, ...party]) assert.equal((await tab.join(GROUP))[0]?.type, 'success');
  return { witness, party };
}

/** Posts numbers to the group, one after the other. @param {Tab} from @param {number} first @param {number} last */
async function postAll(from, first, last) {
  for (let n = first; n <= last; n++) assert.equal((await from.post(String(n), { group: GROUP })).settled, 'acknowledged');
}

/** Every tab has got each number up to `last`, once and in order. @param {Tab[]} tabs @param {number} last */
async function expectAll(tabs, last) {
  for (const tab of tabs) {
    await tab.hears(last, GROUP);
    assert.deepEqual(tab.numbers(GROUP), Array.from({ length: last }, (_, n) => n + 1));
    assert.deepEqual(tab.inbox.items.filter(({ recovery }) => recovery?.recovered === false), []);
  }
}

test('DT1: the tabs of a user have one connection; each posts and is answered, and hears its own groups', async () => {
  const user = randomUUID();
  const [first, second, third] = await world.party(user);
  assert.equal(await world.connections(), 1);
  assert.deepEqual(await Promise.all([first, second, third].map((tab) => tab.leads())), [true, false, false]);
  await Promise.all([first.join(GROUP), second.join(GROUP, 'aside'), third.join(GROUP)]);
  const posted = await Promise.all([first, second, third].map((tab, n) => tab.post(String(n + 1), { group: GROUP })));
  assert.deepEqual(posted.map(({ settled }) => settled), ['acknowledged', 'acknowledged', 'acknowledged']);
  for (const tab of [first, second, third]) for (const n of [1, 2, 3]) await tab.hears(n, GROUP);
  for (const tab of [second, third]) assert.deepEqual(tab.numbers(GROUP), first.numbers(GROUP));
  const witness = await world.witness();
  await witness.join('aside', GROUP);
  await witness.post('4', { group: 'aside' });
  await witness.post('5', { group: GROUP });
  for (const tab of [first, second, third]) await tab.hears(5, GROUP);
  await second.hears(4, 'aside');
  assert.deepEqual([first, second, third].map((tab) => tab.numbers('aside')), [[], [4], []]);
});

test('DT2: tabs with the same password share, others do not, and neither do those without Web Locks or the code for it', async () => {
  await world.enter({ more: ALICE });
  await world.enter({ more: ALICE });
  assert.equal(await world.connections(), 1);
  await world.enter({ more: BOB });
  assert.equal(await world.connections(), 2);
  for (const _ of [1, 2]) await world.enter({ more: { token: undefined } });
  assert.equal(await world.connections(), 3, 'tabs of nobody share among themselves');
  await world.enter({ more: ALICE, prepare: () => void Object.defineProperty(navigator, 'locks', { value: undefined }) });
  await world.enter({ more: ALICE, without: '**/parts/ddp-*' });
  assert.equal(await world.connections(), 5);
});

test('DT3: a direct message reaches every tab', async () => {
  const [first, second] = await world.party();
  const witness = await world.witness();
  await witness.post('1', { user: first.user });
  for (const tab of [first, second]) await tab.hears(1, null);
});

test('DT4: closeRealtime is that of one tab; the last one closes the connection', async () => {
  const { witness, party } = await scene();
  const [first, second, third] = party;
  await first.run('close');
  await postAll(witness, 1, 2);
  await expectAll([second, third], 2);
  assert.deepEqual(first.numbers(GROUP), []);
  await expectOneLeader(world, party);
  for (const tab of [second, third]) await tab.run('close');
  await until(async () => (await world.connections()) === 1);
});

for (const how of ['is closed', 'crashes', 'is frozen']) {
  test(`DT5: another tab takes over when the page of the connection ${how}; nothing is missed or doubled`, async () => {
    const { witness, party } = await scene();
    await takeOver(world, party, how, (first, last) => postAll(witness, first, last), expectAll);
  });
}

test('DT6: posts that are under way when the leader dies are there once, and acknowledged', async () => {
  const { witness, party } = await scene();
  const [leader, second, third] = party;
  const recipient = { group: GROUP };
  await second.run('pour', 0, 50, recipient);
  await Promise.all([leader.crash(), second.run('pour', 50, 100, recipient)]);
  const outcomes = await second.run('outcomes');
  assert.deepEqual(new Set(outcomes.map((/** @type {any} */ { settled }) => settled)), new Set(['acknowledged']));
  for (const tab of [witness, second, third]) {
    await tab.inbox.when(() => tab.numbers(GROUP).length >= 100, 30_000, 'all posts');
    expectAccounted(outcomes, tab.numbers(GROUP));
  }
});

test('DT7: a logout in one tab ends the login of the others', async () => {
  const user = randomUUID();
  const [first, second, third] = await world.party(user);
  await second.run('close');
  const leaver = await world.enter({ user, more: { logout: true } });
  assert.equal(await world.connections(), 1);
  await leaver.run('close');
  for (const tab of [first, third]) await until(async () => (await tab.run('state')) === 'closed');
  const reasons = [first, third].map((tab) => tab.inbox.items.findLast(({ state }) => state)?.state.reason);
  assert.deepEqual(reasons, ['unauthorized', 'unauthorized']);
  assert.equal(await world.connections(), 0);
});

/** Makes a client of `groupwire/rocketchat` in the page of a tab. @param {Tab} tab @param {object} options */
const makeClient = (tab, options) =>
  tab.page.evaluate(async (options) => {
    const { RocketChat } = await import(/** @type {string} */ ('/sdk/rocketchat.js'));
    const rc = new RocketChat({ ...options, shareConnection: true });
    Object.assign(window, { rc });
    await rc.connect();
  }, { url: `${world.base.replace('http', 'ws')}/websocket`, restUrl: `${world.base}/`, ...options });

/** @param {Tab} tab @param {(rc: any, arg: any) => any} work @param {unknown} [arg] */
const inClient = (tab, work, arg) => tab.page.evaluate(`(${work})(rc, ${JSON.stringify(arg)})`);

test('DT8: who logs in on a connection that is shared gets one of their own, also where the login is refused', async () => {
  const tabs = await Promise.all([world.blank(), world.blank()]);
  const [one, other] = /** @type {[Tab, Tab]} */ (tabs);
  for (const tab of tabs) await makeClient(tab, {});
  assert.equal(await world.connections(), 1);
  const refused = await inClient(one, (rc) => rc.login({ user: 'alice', password: 'guess' }).catch((/** @type {any} */ error) => error.code));
  assert.deepEqual([refused, await inClient(one, (rc) => rc.state.name), await inClient(one, (rc) => rc.user ?? null)], ['403', 'online', null]);
  await inClient(one, (rc, login) => rc.login(login), ALICE.login);
  assert.deepEqual(await Promise.all(tabs.map((tab) => inClient(tab, (rc) => rc.user?.username ?? null))), ['alice', null]);
  assert.equal(await inClient(other, (rc) => rc.state.name), 'online');
  assert.equal(await world.connections(), 2);
  // The next connection is that of the tabs with the same login.
  const third = await world.blank();
  await makeClient(third, { login: ALICE.login });
  assert.equal(await world.connections(), 3);
  await inClient(one, (rc) => rc.close().then(() => rc.connect()));
  assert.equal(await inClient(one, (rc) => rc.user?.username), 'alice');
  await until(async () => (await world.connections()) === 2);
});

test('DT9: users that several tabs watch are watched once, and each tab knows how they are', async () => {
  const bob = await world.enter({ more: BOB });
  const tabs = await Promise.all([world.blank(), world.blank()]);
  for (const tab of tabs) {
    await makeClient(tab, { login: ALICE.login });
    await inClient(tab, (rc, id) => void rc.presence.watch([id], () => {}), BOB_ID);
  }
  const isKnown = (/** @type {any} */ rc, /** @type {string} */ uid) => rc.presence.get(uid)?.status;
  for (const tab of tabs) await until(async () => (await inClient(tab, isKnown, BOB_ID)) === 'online');
  await bob.run('close');
  for (const tab of tabs) await until(async () => (await inClient(tab, isKnown, BOB_ID)) === 'offline');
});
