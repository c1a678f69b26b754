// @ts-check
// What catching up takes: a client is away while others post to its group, and comes back. From the moments when its socket is
// open, and when it is online, until the last of the missed messages is there. Socket.io tells that it is connected when
// it has delivered them. For information, without a gate.
//
//   node bench/replay.mjs [--json]

import { within } from '../tests/support/index.mjs';
import { inTurn, median, round, tell } from './lib/report.mjs';
import { openArena, openRival, SIDES } from './lib/rivals.mjs';
import { callInPage } from './lib/world.mjs';

const MISSED = 1_000;
const PAYLOAD_BYTES = 200;
/** Of these, how many are posted without waiting. */
const AT_ONCE = 20;
const ROUNDS = 8;
const DEADLINE = 20_000;

/** Soon: how long it is away is not what is measured. */
const BACKOFF = { min: 20, max: 50 };

/** As long as all others, and unlike each of them. @param {number} n */
const messageOf = (n) => ({ n: 10_000 + n, text: 'x'.repeat(PAYLOAD_BYTES - JSON.stringify({ n: 10_000, text: '' }).length) });

const arena = await openArena();
const [ours, theirs] = await Promise.all(SIDES.map(open));
const rivals = /** @type {Record<string, Awaited<ReturnType<typeof open>>>} */ ({ groupwire: ours, 'socket.io': theirs });
/** @type {Record<string, { fromOpen: number, fromOnline: number | undefined }[]>} */
const times = { groupwire: [], 'socket.io': [] };
// The first round warms up.
for (let at = 0; at <= ROUNDS; at++) {
  for (const side of inTurn(SIDES, at)) {
    const round = await catchUp(/** @type {any} */ (rivals[side]));
    if (at > 0) times[side]?.push(round);
  }
}
for (const { rival, witness } of Object.values(rivals)) {
  witness.close();
  await rival.close();
}
await arena.close();

/** @type {Record<string, object>} */
const figures = {};
/** @type {(string | number)[][]} */
const rows = [[`${MISSED} messages of ${PAYLOAD_BYTES} bytes`, 'ms from the open socket', 'messages a second', 'ms from online', 'messages a second']];
for (const side of SIDES) {
  const rounds = times[side] ?? [];
  const of = (/** @type {number} */ ms) => ({ ms: round(ms, 1), messages_per_second: round((MISSED * 1000) / ms) });
  const opened = of(median(rounds.map(({ fromOpen }) => fromOpen)));
  const told = rounds.flatMap(({ fromOnline }) => fromOnline ?? []);
  const online = told.length > 0 ? of(median(told)) : undefined;
  figures[side.replace('.', '_')] = { from_open: opened, ...(online && { from_online: online }) };
  rows.push([side, opened.ms, opened.messages_per_second, online?.ms ?? '–', online?.messages_per_second ?? '–']);
}
tell('replay: until the last missed message', rows, { replay: { missed: MISSED, bytes: PAYLOAD_BYTES, ...figures } });

/** A client of one side, and somebody who posts to its group. @param {import('./lib/rivals.mjs').Side} side */
async function open(side) {
  const rival = await openRival(arena, side, 1, BACKOFF);
  return { rival, witness: await rival.server.witness('lobby') };
}

/**
 * Milliseconds that a client takes to get what it missed.
 * @param {Awaited<ReturnType<typeof open>>} setting
 * @returns {Promise<{ fromOpen: number, fromOnline: number | undefined }>}
 */
async function catchUp({ rival: { page, proxies }, witness }) {
  const [proxy] = proxies;
  if (!proxy) throw new Error('there is no proxy');
  await callInPage(page, 'reconnect.js', 'expectReplay', { client: 0, count: MISSED });
  const refused = proxy.refuse();
  proxy.kill();
  await refused;
  for (let first = 0; first < MISSED; first += AT_ONCE) {
    await Promise.all(Array.from({ length: AT_ONCE }, (_, at) => witness.post(messageOf(first + at), 'lobby')));
  }
  await proxy.listen();
  const { opened, online, last } = await within(callInPage(page, 'reconnect.js', 'reached', 0), DEADLINE, 'the missed messages');
  return { fromOpen: last - opened, fromOnline: online && last - online };
}
