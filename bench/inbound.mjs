// @ts-check
// What an inbound message costs in the page: the SDK beside plain JavaScript, `JSON.parse` and the
// same callback, on the same frames in the same page. The gate is the budget at 200 bytes.
//
//   node bench/inbound.mjs [--json]

import { endToEnd } from './lib/end-to-end.mjs';
import { gate, machine, median, quantile, round, tell } from './lib/report.mjs';
import { callInPage, openBrowser, SDK } from './lib/world.mjs';
import { messageFrame } from './page/frames.js';

/** @typedef {import('./page/inbound.js').Turns} Turns */

const GATE = 1.5;
/** Bytes of a whole frame, and the messages of a warm-up in which the engine compiles what it runs often. */
const SIZES = [
  { bytes: 200, warmUp: 20_000 },
  { bytes: 1024, warmUp: 8_000 },
  { bytes: 10_240, warmUp: 1_500 },
];
/** Fresh pages, because what the engine compiles differs from one to the next. */
const PAGES = 3;
const ROUNDS = 600;
const SIDES = /** @type {const} */ (['sdk', 'bare', 'client']);

const world = await openBrowser();
/** @type {Map<number, Turns>} */
const all = new Map(SIZES.map(({ bytes }) => [bytes, { sdk: [], bare: [], client: [] }]));
for (let at = 0; at < PAGES; at++) {
  const page = await world.newPage();
  for (const { bytes, warmUp } of SIZES) {
    const turns = /** @type {Turns} */ (await callInPage(page, 'inbound.js', 'measure', { sdk: SDK, bytes, warmUp, rounds: ROUNDS }));
    for (const side of SIDES) all.get(bytes)?.[side].push(...turns[side]);
  }
  await page.close();
}

/** @type {Record<string, { ns: number, baseline_ns: number, ratio: number }>} */
const inbound = {};
/** @type {Record<string, object>} */
const details = {};
/** @type {(string | number)[][]} */
const rows = [['bytes', 'SDK ns', 'JSON.parse ns', 'ratio', 'middle half', 'by hand ns', 'ratio']];
for (const [bytes, { sdk, bare, client }] of all) {
  // Of each round, because its turns had the same share of a busy machine.
  const ratios = sdk.map((ns, at) => ns / /** @type {number} */ (bare[at]));
  const byHand = sdk.map((ns, at) => ns / /** @type {number} */ (client[at]));
  const figures = { ns: round(median(sdk)), baseline_ns: round(median(bare)), ratio: round(median(ratios), 3) };
  const quartiles = [round(quantile(ratios, 0.25), 2), round(quantile(ratios, 0.75), 2)];
  inbound[bytes] = figures;
  details[bytes] = { rounds: ratios.length, quartiles, by_hand_ns: round(median(client)), by_hand_ratio: round(median(byHand), 3) };
  rows.push([
    bytes, figures.ns, figures.baseline_ns, figures.ratio.toFixed(2), quartiles.map((ratio) => ratio.toFixed(2)).join(' – '),
    round(median(client)), median(byHand).toFixed(2),
  ]);
}
const whole = await endToEnd(await world.newPage(), JSON.parse(messageFrame(200, 0))['#message']);
await world.close();
rows.push(['200 over the server', whole.ns, whole.baseline_ns, whole.ratio.toFixed(2), '', '', '']);

tell('inbound: one message from the socket to the callback', rows, {
  machine: machine(world.version),
  inbound,
  inbound_details: details,
  inbound_end_to_end: { 200: whole },
});
gate('inbound: the ratio at 200 bytes', inbound['200']?.ratio ?? NaN, GATE);
