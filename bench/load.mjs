// @ts-check
// How long a page waits for the SDK: the import, and the first call, which decodes, compiles and
// starts the WebAssembly module. From loopback, without a cache, each time in a fresh page. For
// information, without a gate: it is mostly the engine's time, and the machine's.
//
//   node bench/load.mjs [--json]

import { median, quantile, round, tell } from './lib/report.mjs';
import { callInPage, openBrowser, SDK } from './lib/world.mjs';

const PAGES = 15;
const STEPS = /** @type {const} */ (['import', 'first_call', 'second_call']);

const world = await openBrowser();
/** @type {Record<(typeof STEPS)[number], number>[]} */
const runs = [];
// The first page warms up the browser itself.
for (let at = 0; at <= PAGES; at++) {
  const page = await world.newPage();
  const times = await callInPage(page, 'load.js', 'measure', SDK);
  if (at > 0) runs.push(times);
  await page.close();
}
await world.close();

/** @type {Record<string, { ms: number, least: number }>} */
const load = {};
/** @type {(string | number)[][]} */
const rows = [['milliseconds', 'median', 'least']];
for (const step of STEPS) {
  const times = runs.map((run) => run[step]);
  load[step] = { ms: round(median(times), 2), least: round(quantile(times, 0), 2) };
  rows.push([step.replace('_', ' '), median(times).toFixed(2), quantile(times, 0).toFixed(2)]);
}
tell('load: until the SDK is there', rows, { load });
