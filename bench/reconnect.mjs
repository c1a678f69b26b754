// @ts-check
// How long a client is away when its connection is reset: from the moment of the reset until it is in its group again. With the
// pause before the first attempt that the client makes by itself, and with none that is worth mentioning, which leaves what
// connecting and joining take. For information, without a gate.
//
//   node bench/reconnect.mjs [--json]

import { setTimeout as pause } from 'node:timers/promises';
import { within } from '../tests/support/index.mjs';
import { machine, quantile, round, tell } from './lib/report.mjs';
import { openArena, openRival, SIDES } from './lib/rivals.mjs';
import { callInPage } from './lib/world.mjs';

/**
 * Each client is reset so many times, after a while of peace in milliseconds: a client that is lost again at once may have
 * reasons to be slower. Clients wait at the same time, and are reset one shortly after the other.
 */
const SETTINGS = /** @type {const} */ ([
  { name: 'own_pause', what: 'own pause', backoff: undefined, clients: 100, resets: 1, peace: 5_500, apart: 20 },
  { name: 'no_pause', what: 'no pause', backoff: { min: 1, max: 1 }, clients: 1, resets: 100, peace: 0, apart: 0 },
]);

const DEADLINE = 20_000;

const arena = await openArena();
/** @type {Record<string, Record<string, { kills: number, p50_ms: number, p95_ms: number }>>} */
const figures = {};
/** @type {(string | number)[][]} */
const rows = [['milliseconds', 'resets', 'p50', 'p95']];
for (const { name, what, backoff, clients, resets, peace, apart } of SETTINGS) {
  for (const side of SIDES) {
    const rival = await openRival(arena, side, clients, backoff);
    const times = await Promise.all(
      rival.proxies.map((proxy, at) => resetAgainAndAgain({ page: rival.page, proxy, client: at, times: resets, peace: peace + apart * at })),
    );
    await rival.close();
    const all = times.flat();
    const of = { kills: all.length, p50_ms: round(quantile(all, 0.5), 1), p95_ms: round(quantile(all, 0.95), 1) };
    (figures[name] ??= {})[side.replace('.', '_')] = of;
    rows.push([`${side}, ${what}`, of.kills, of.p50_ms, of.p95_ms]);
  }
}
await arena.close();
tell('reconnect: from a reset until the group is joined again', rows, { reconnect: { ...figures, machine: machine(arena.version) } });

/**
 * Milliseconds of each time that a client was away.
 * @param {{ page: import('./lib/world.mjs').Page, proxy: import('../tests/faults/proxy.mjs').FaultProxy, client: number,
 *   times: number, peace: number }} setting
 */
async function resetAgainAndAgain({ page, proxy, client, times, peace }) {
  const away = [];
  for (let at = 0; at < times; at++) {
    await pause(peace);
    await callInPage(page, 'reconnect.js', 'expectBack', client);
    const reset = performance.timeOrigin + performance.now();
    proxy.kill();
    const back = await within(callInPage(page, 'reconnect.js', 'reached', client), DEADLINE, 'a client to be back');
    away.push(back - reset);
  }
  return away;
}
