// @ts-check
// What acknowledgements cost: posts of protocol `groupwire`, which the server answers one by one, beside posts of protocol
// `skapi`, which are sent and forgotten, over the same server in one page. For information, without a gate.
//
//   node bench/acks.mjs [--json]

import { median, round, tell } from './lib/report.mjs';
import { callInPage, openBrowser, openServer, SDK } from './lib/world.mjs';

const ROUNDS = 9;
/** Posts in one round. */
const COUNTS = { pipelined: 1_000, awaited: 500 };

const [server, world] = await Promise.all([openServer(), openBrowser()]);
const page = await world.newPage();
/** @type {Record<string, { acknowledged: number[], sent: number[] }>} */
const times = await callInPage(page, 'acks.js', 'measure', {
  sdk: SDK, url: server.wsUrl, tokens: { acknowledged: server.token(), sent: server.token() }, rounds: ROUNDS, counts: COUNTS,
});
await Promise.all([world.close(), server.stop()]);

/** @type {Record<string, object>} */
const acks = {};
/** @type {(string | number)[][]} */
const rows = [['posts that come back', 'acknowledged a second', 'ns each', 'sent a second', 'ns each', 'time, acknowledged : sent']];
for (const [way, count] of Object.entries(COUNTS)) {
  const { acknowledged = [], sent = [] } = times[way] ?? {};
  const of = (/** @type {number[]} */ side) => ({
    posts_per_second: round((count * 1000) / median(side)),
    ns: round((median(side) * 1e6) / count),
  });
  const [ours, theirs] = [of(acknowledged), of(sent)];
  const ratio = round(median(acknowledged.map((ms, at) => ms / /** @type {number} */ (sent[at]))), 3);
  acks[way] = { acknowledged: ours, sent: theirs, ratio };
  rows.push([way, ours.posts_per_second, ours.ns, theirs.posts_per_second, theirs.ns, ratio.toFixed(2)]);
}
tell('acks: the price of an answer', rows, { acks });
