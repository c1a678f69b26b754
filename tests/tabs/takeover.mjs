// @ts-check
// What may become of the page that has the connection, and what is to come of it.

import assert from 'node:assert/strict';
import { until } from '../support/index.mjs';

/** @typedef {import('./tab.mjs').Tab} Tab */

const FROZEN = 'is frozen';

/** The ways in which a page ends, or as good as does. @type {Record<string, (leader: Tab) => Promise<unknown>>} */
export const ends = {
  'is closed': (leader) => leader.window.close(),
  'leads elsewhere': (leader) => leader.page.goto(`${leader.page.url()}elsewhere`),
  crashes: (leader) => leader.crash(),
  [FROZEN]: (leader) => leader.window.freeze(),
};

/**
 * There is one connection of the party's beside that of a witness, and one leader.
 * @param {{ connections: () => Promise<number> }} world
 * @param {Tab[]} party
 */
export async function expectOneLeader(world, party) {
  await until(async () => (await world.connections()) === 2, 20_000, 'one connection for the party');
  const leaders = await Promise.all(party.map((tab) => tab.leads()));
  assert.deepEqual(leaders.filter(Boolean), [true]);
}

/**
 * The page of the connection ends while numbers are posted: the others get all of them, and so does one that wakes up again.
 * @param {{ connections: () => Promise<number> }} world
 * @param {[Tab, ...Tab[]]} party the leader first
 * @param {string} how one of `ends`
 * @param {(first: number, last: number) => Promise<void>} post
 * @param {(tabs: Tab[], last: number) => Promise<void>} expectAll that they have got all numbers
 */
export async function takeOver(world, party, how, post, expectAll) {
  const [leader, ...others] = party;
  await post(1, 3);
  await expectAll(party, 3);
  await Promise.all([ends[how]?.(leader), post(4, 20)]);
  await expectAll(others, 20);
  if (how !== FROZEN) return expectOneLeader(world, others);
  await leader.window.thaw();
  await leader.window.show();
  // It has nothing any more, and is let in by the new leader.
  await expectAll(party, 20);
  await expectOneLeader(world, party);
  assert.equal(await leader.leads(), false);
}
