// @ts-check
// The tab that has the connection goes away, and another one takes over: nothing is lost, and nothing arrives twice.

import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, afterEach, before, test } from 'node:test';
import { expectAccounted } from '../faults/accounts.mjs';
import { until } from '../support/index.mjs';
import { expectOneLeader, takeOver } from './takeover.mjs';
import { openWorld } from './world.mjs';

/** @typedef {import('./tab.mjs').Tab} Tab */

const GROUP = 'lobby';
const ROUNDS = 20;

/** @type {Awaited<ReturnType<typeof openWorld>>} */
let world;
before(async () => void (world = await openWorld()));
after(() => world?.close());
afterEach(() => world.clear());

/** The tabs of one user, all in the group, and somebody else who is in it. */
async function scene() {
  const witness = await world.witness();
  const party = await world.party();
  await Promise.all([witness, ...party].map((tab) => tab.join(GROUP)));
  return { witness, party };
}

/** Posts numbers to the group and, as numbers of their own, to the user. @param {Tab} from @param {number} first @param {number} last @param {string} user */
async function postAll(from, first, last, user) {
  for (let n = first; n <= last; n++) await Promise.all([from.post({ n }, { group: GROUP }), from.post({ n }, { user })]);
}

/** Every tab has got each number up to `last`, once and in order. @param {Tab[]} tabs @param {number} last @param {number} [first] */
async function expectAll(tabs, last, first = 1) {
  const all = Array.from({ length: last - first + 1 }, (_, n) => first + n);
  for (const tab of tabs) {
    for (const stream of [GROUP, null]) {
      await tab.hears(last, stream);
      assert.deepEqual(tab.numbers(stream), all);
    }
    const gaps = tab.inbox.items.filter(({ recovery }) => recovery?.recovered === false);
    assert.deepEqual(gaps, []);
  }
}

/** @type {[string, string][]} */
const takeovers = [['B30', 'is closed'], ['B30', 'leads elsewhere'], ['B31', 'crashes'], ['B32', 'is frozen']];

for (const [id, how] of takeovers) {
  test(`${id}: another tab takes over when the page of the connection ${how}`, async () => {
    const { witness, party } = await scene();
    await takeOver(world, party, how, (first, last) => postAll(witness, first, last, party[0].user), expectAll);
  });
}

test('B33: a leader that hangs loses the connection to the first tab that needs it, and gets it back as one of the others', async () => {
  const { witness, party } = await scene();
  const [leader, second, third] = party;
  const others = [second, third];
  await postAll(witness, 1, 3, leader.user);
  await expectAll(party, 3);
  const HANG = 20_000;
  const woken = Date.now() + HANG;
  await leader.run('block', HANG);
  assert.match((await second.post({ n: 4 }, { group: GROUP })).settled, /acknowledged/);
  await witness.post({ n: 4 }, { user: leader.user });
  await postAll(witness, 5, 9, leader.user);
  await expectAll(others, 9);
  assert(Date.now() < woken, 'while the leader hangs');
  await expectAll(party, 9);
  await expectOneLeader(world, party);
  assert.equal(await leader.leads(), false);
});

test('B37: hidden tabs follow the connection at once', async () => {
  const { witness, party } = await scene();
  const [leader, second, third] = party;
  const others = [second, third];
  for (const tab of others) await tab.window.hide();
  await leader.page.goto(leader.page.url() + 'elsewhere');
  await postAll(witness, 1, 5, leader.user);
  await expectAll(others, 5);
  for (const tab of others) assert.deepEqual(tab.inbox.items.filter(({ state }) => state?.name === 'waiting'), []);
});

test('B38: after a restart of the server the tabs have one connection again, and know of the gap', async () => {
  const { witness, party } = await scene();
  await postAll(witness, 1, 3, witness.user);
  await world.restart();
  for (const tab of [witness, ...party]) await tab.inbox.first(({ recovery }) => recovery?.group === GROUP && !recovery.recovered, 30_000);
  await witness.post({ n: 4 }, { group: GROUP });
  for (const tab of party) await tab.hears(4, GROUP);
  await expectOneLeader(world, party);
});

test('B34: posts that are under way when the leader dies are delivered once, and acknowledged', async () => {
  const { witness, party } = await scene();
  const [leader, second, third] = party;
  const recipient = { group: GROUP };
  await second.run('pour', 0, 200, recipient);
  await Promise.all([leader.crash(), second.run('pour', 200, 400, recipient)]);
  await second.run('pour', 400, 500, recipient);
  const outcomes = await second.run('outcomes');
  assert.deepEqual(new Set(outcomes.map((/** @type {any} */ { settled }) => settled)), new Set(['acknowledged']));
  for (const tab of [witness, second, third]) {
    await tab.hears(499, GROUP);
    expectAccounted(outcomes, tab.numbers(GROUP));
  }
});

test('B35: a tab that slept through a hand-over gets what the new leader never saw', async () => {
  const { witness, party } = await scene();
  const [leader, sleeper, last] = party;
  await sleeper.window.freeze();
  await postAll(witness, 1, 5, leader.user);
  await expectAll([leader, last], 5);
  await leader.window.close();
  await postAll(witness, 6, 9, leader.user);
  await expectAll([last], 9);
  const fresh = await world.enter({ user: leader.user });
  await fresh.join(GROUP);
  await last.window.close();
  await until(() => fresh.leads());
  await postAll(witness, 10, 12, leader.user);
  await until(() => fresh.numbers(GROUP).length === 3 && fresh.numbers(null).length === 3);
  const opened = await world.opened();
  await sleeper.window.thaw();
  await sleeper.window.show();
  await expectAll([sleeper], 12);
  assert.equal(await world.opened(), opened + 2, 'a connection for the private posts, and one for those to the group');
  await expectOneLeader(world, [fresh, sleeper]);
});

test(`B36: ${ROUNDS} hand-overs in a row, while posts come and go, lose nothing and repeat nothing`, async () => {
  const user = randomUUID();
  const witness = await world.witness();
  await witness.join(GROUP);
  /** @type {Tab[]} */
  let party = [];
  const enter = async () => {
    // Hand-overs as fast as these are taken for failures: the pauses after those are not what is tested here.
    const tab = await world.enter({ user, more: { backoff: { min: 0, max: 200 } } });
    await tab.join(GROUP);
    return tab;
  };
  for (let n = 0; n < 3; n++) party.push(await enter());
  const ways = [(/** @type {Tab} */ tab) => tab.window.close(), (/** @type {Tab} */ tab) => tab.crash(), (/** @type {Tab} */ tab) => tab.run('close')];
  let count = 0;
  for (let round = 0; round < ROUNDS; round++) {
    const leads = await Promise.all(party.map((tab) => tab.leads()));
    const leader = /** @type {Tab} */ (party[Math.max(0, leads.indexOf(true))]);
    const others = party.filter((tab) => tab !== leader);
    const poster = others[round % others.length];
    const seen = new Map(others.map((tab) => [tab, tab.numbers(GROUP).length]));
    const way = ways[round % ways.length];
    const [, ...posted] = await Promise.all([
      way?.(leader),
      witness.post({ n: (count += 1) }, { group: GROUP }),
      witness.post({ n: (count += 1) }, { group: GROUP }),
      poster?.post({ n: (count += 1) }, { group: GROUP }),
      poster?.post({ n: (count += 1) }, { group: GROUP }),
    ]);
    assert.deepEqual(new Set(posted.map(({ settled }) => settled)), new Set(['acknowledged']), `round ${round}`);
    await witness.inbox.when(() => witness.numbers(GROUP).length === 4 * (round + 1));
    const expected = witness.numbers(GROUP).slice(-4);
    for (const tab of others) {
      await tab.inbox.when(() => tab.numbers(GROUP).length >= (seen.get(tab) ?? 0) + 4);
      assert.deepEqual(tab.numbers(GROUP).slice(seen.get(tab)), expected, `round ${round}`);
      assert.equal(new Set(tab.numbers(GROUP)).size, tab.numbers(GROUP).length);
    }
    if (way === ways[2]) await leader.window.close();
    party = [...others, await enter()];
  }
  assert.equal(witness.numbers(GROUP).length, ROUNDS * 4);
});
