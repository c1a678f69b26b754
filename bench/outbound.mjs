// @ts-check
// Posts per second over the real server, from the call to the copy that comes back: the SDK beside
// a plain WebSocket with `JSON.stringify`. For information, without a gate: most of the time
// belongs to the server and the browser's socket.
//
//   node bench/outbound.mjs [--json]

import { median, round, tell } from './lib/report.mjs';
import { callInPage, openBrowser, openServer, SDK } from './lib/world.mjs';

const ROUNDS = 7;
/** Posts in one round. */
const COUNTS = { roundTrips: 200, awaited: 1_000, pipelined: 1_000 };

const [server, world] = await Promise.all([openServer(), openBrowser()]);
const page = await world.newPage();
/** @type {Record<string, { sdk: number[], plain: number[] }>} */
const times = await callInPage(page, 'outbound.js', 'measure', {
  sdk: SDK, url: server.wsUrl, token: server.token(), rounds: ROUNDS, counts: COUNTS,
});
await Promise.all([world.close(), server.stop()]);

/** @type {Record<string, { posts_per_second: number, baseline_posts_per_second: number, ratio: number }>} */
const outbound = {};
/** @type {(string | number)[][]} */
const rows = [['posts a second', 'SDK', 'plain WebSocket', 'time, SDK : plain']];
const names = { roundTrips: 'round_trips', awaited: 'awaited', pipelined: 'pipelined' };
for (const way of /** @type {(keyof typeof names)[]} */ (Object.keys(names))) {
  const { sdk = [], plain = [] } = times[way] ?? {};
  const rate = (/** @type {number[]} */ side) => round((COUNTS[way] * 1000) / median(side));
  const ratio = round(median(sdk.map((ms, at) => ms / /** @type {number} */ (plain[at]))), 3);
  outbound[names[way]] = { posts_per_second: rate(sdk), baseline_posts_per_second: rate(plain), ratio };
  rows.push([names[way].replace('_', ' '), rate(sdk), rate(plain), ratio.toFixed(2)]);
}
tell('outbound: posts that come back', rows, { outbound });
