// @ts-check
// What clients promised, held against what arrived.

/** @typedef {import('./player.mjs').Outcome} Outcome */

/** What a post or a message carries here: a number, by which it is known again. @typedef {{ n: number }} Numbered */

const LONGEST_NOTE = 160;

/** A scenario's expectation that was not met. */
export class Disappointment extends Error {
  /** @override */
  name = 'Disappointment';
}

/**
 * @param {unknown} fact
 * @param {string} otherwise what the user sees where it is false
 * @returns {asserts fact}
 */
export function expect(fact, otherwise) {
  if (!fact) throw new Disappointment(otherwise);
}

/** @param {number[]} list */
const few = (list) => list.slice(0, 5).join(', ') + (list.length > 5 ? ' …' : '');

/** The numbered messages among others. @param {any[]} messages @returns {number[]} */
export const numbers = (messages) => messages.flatMap((message) => (typeof message?.n === 'number' ? [message.n] : []));

/**
 * Numbers that arrived: none twice, and each after those before it.
 * @param {number[]} arrived
 */
export function expectOnceInOrder(arrived) {
  const twice = arrived.filter((n, at) => arrived.indexOf(n) !== at);
  expect(twice.length === 0, `${twice.length} of them arrived twice (${few(twice)})`);
  const late = arrived.filter((n, at) => at > 0 && n < /** @type {number} */ (arrived[at - 1]));
  expect(late.length === 0, `out of order: ${few(late)} came after later ones`);
}

/**
 * What others posted while the client was away, `{ n: 0 }` to `{ n: count - 1 }`: it arrived once and in order, or the client
 * was told that something is missing.
 * @param {{ received: (group: string) => any[], gaps: number }} player
 * @param {string} group
 * @param {number} count
 * @returns {string | undefined} what was lost, where it was told
 */
export function expectCaughtUp(player, group, count) {
  const arrived = numbers(player.received(group));
  expectOnceInOrder(arrived);
  const missing = count - arrived.length;
  if (missing === 0) return undefined;
  expect(player.gaps > 0, `${missing} of ${count} messages are lost, and the page is not told`);
  return `${missing} of ${count} messages are lost, as the page is told`;
}

/**
 * Each post that was reported as sent has arrived, each that was reported as never sent or refused has not, all of them have
 * settled, and what arrived did so once and in order.
 * @param {Outcome[]} outcomes of the posts 0, 1, 2 …
 * @param {number[]} arrived
 */
export function expectAccounted(outcomes, arrived) {
  const all = [...outcomes.keys()];
  const of = (/** @type {number} */ n) => /** @type {Outcome} */ (outcomes[n]);
  const pending = all.filter((n) => of(n).error === 'never settled');
  expect(pending.length === 0, `${pending.length} of ${all.length} posts never settled`);
  const lost = all.filter((n) => !of(n).error && !arrived.includes(n));
  expect(lost.length === 0, `${lost.length} of ${all.length} posts were reported as ${of(lost[0] ?? 0).settled} and never arrived`);
  const denied = all.filter((n) => /never-sent|refused/.test(of(n).settled ?? '') && arrived.includes(n));
  expect(denied.length === 0, `${denied.length} posts were reported as ${of(denied[0] ?? 0).settled} and did arrive`);
  expectOnceInOrder(arrived);
}

/** An error in few words, without what an inbox had in it at its deadline. @param {unknown} error */
export function shortly(error) {
  const message = error instanceof Error ? error.message : String(error);
  const [line = ''] = message.split('\n');
  const text = line
    .replace(/; there is .*$/, '')
    .replace(/^waited (\d+) ms for/, (_, milliseconds) => `waited ${milliseconds / 1000} s in vain for`);
  return text.length > LONGEST_NOTE ? `${text.slice(0, LONGEST_NOTE)}…` : text;
}
