// @ts-check
// The inbound path with everything before it: server, network, the browser's socket.

import { once } from 'node:events';
import { WebSocket } from 'ws';
import { inTurn, median, round } from './report.mjs';
import { callInPage, openServer, SDK } from './world.mjs';

const ROUNDS = 8;
const MESSAGES = 2_000;
const SIDES = /** @type {const} */ (['sdk', 'plain']);
/** As long as the name in the frames of bench/page/frames.js, so that these are of the same length. */
const GROUPS = { sdk: 'group', plain: 'plain' };

/**
 * Nanoseconds from one arrival to the next while another client posts as fast as it can.
 * @param {import('./chromium.mjs').Page} page
 * @param {object} message the payload of every post
 */
export async function endToEnd(page, message) {
  const server = await openServer();
  const open = async (/** @type {string} */ group) => {
    const socket = new WebSocket(`${server.wsUrl}?token=${server.token()}`);
    await once(socket, 'open');
    const joined = once(socket, 'message');
    socket.send(JSON.stringify({ action: 'joinRoom', rid: group }));
    await joined;
    return socket;
  };
  const senders = { sdk: await open(GROUPS.sdk), plain: await open(GROUPS.plain) };
  await callInPage(page, 'arrivals.js', 'open', { sdk: SDK, url: server.wsUrl, token: server.token(), groups: GROUPS });
  /** @type {Record<keyof typeof GROUPS, number[]>} */
  const intervals = { sdk: [], plain: [] };
  // The first round warms up.
  for (let at = 0; at <= ROUNDS; at++) {
    for (const side of inTurn(SIDES, at)) {
      await callInPage(page, 'arrivals.js', 'expect', MESSAGES);
      const post = JSON.stringify({ action: 'broadcast', rid: GROUPS[side], content: message });
      for (let sent = 0; sent < MESSAGES; sent++) senders[side].send(post);
      const ns = await callInPage(page, 'arrivals.js', 'interval');
      if (at > 0) intervals[side].push(ns);
    }
  }
  for (const sender of Object.values(senders)) sender.terminate();
  await server.stop();
  const ratio = median(intervals.sdk.map((ns, at) => ns / /** @type {number} */ (intervals.plain[at])));
  return { ns: round(median(intervals.sdk)), baseline_ns: round(median(intervals.plain)), ratio: round(ratio, 3) };
}
