// @ts-check
// Runs in the page: what one inbound message costs the SDK, and what it costs plain JavaScript.

import { messageFrame } from './frames.js';
import { connectLoop, hand, LoopSocket } from './loop-socket.js';

/** No two are alike, and each is seen once in a turn: a second time would be dropped as a duplicate. */
const FRAMES = 1_024;

/** How long one side runs before it is another's turn. On a busy machine most turns this short are not interrupted. */
const TURN_MS = 0.5;

/**
 * @typedef {object} Turns times of one message in each round, in nanoseconds
 * @property {number[]} sdk through the SDK
 * @property {number[]} bare `JSON.parse` and the callback, nothing else
 * @property {number[]} client a hand-written client that gives the same events as the SDK
 */

let count = 0;
/** @type {any} */
let last;

/** The callback of every side. @param {any} event */
function callback(event) {
  count++;
  last = event;
}

/**
 * @param {{ sdk: string, bytes: number, rounds: number, warmUp: number }} options
 * @returns {Promise<Turns>}
 */
export async function measure({ sdk, bytes, rounds, warmUp }) {
  const frames = Array.from({ length: FRAMES }, (_, seq) => messageFrame(bytes, seq));
  const { client, socket } = await connectLoop(await import(sdk), callback);
  const bare = new LoopSocket();
  bare.onmessage = (event) => callback(JSON.parse(event.data));
  const written = new LoopSocket();
  written.onmessage = (event) => receive(event.data);
  const sides = /** @type {const} */ ([['sdk', socket], ['bare', bare], ['client', written]]);

  for (const [, side] of sides) hand(side, frames, warmUp);
  check(last, frames, warmUp);
  const turn = Math.min(FRAMES, Math.max(4, Math.round((TURN_MS * 1e6) / time(bare, frames, Math.ceil(warmUp / 4)))));
  /** @type {Turns} */
  const turns = { sdk: [], bare: [], client: [] };
  for (let round = 0; round < rounds; round++) {
    // Whoever comes first finds the caches cold and the clock fast: everyone has to.
    for (let at = 0; at < sides.length; at++) {
      const [name, side] = /** @type {(typeof sides)[number]} */ (sides[(round + at) % sides.length]);
      turns[name].push(time(side, frames, turn));
    }
    if (round % 16 === 0) await new Promise((resolve) => setTimeout(resolve));
  }
  await client.closeRealtime();
  return turns;
}

/**
 * Nanoseconds for one of `messages` messages.
 * @param {LoopSocket} socket
 * @param {string[]} frames
 * @param {number} messages
 */
function time(socket, frames, messages) {
  const before = count;
  socket.rewind();
  const start = performance.now();
  hand(socket, frames, messages);
  const end = performance.now();
  if (count - before !== messages) throw new Error(`${count - before} of ${messages} messages arrived`);
  return ((end - start) * 1e6) / messages;
}

/**
 * The hand-written client gives the same events as the SDK, or it would not be a comparison.
 * @param {any} written its last event
 * @param {string[]} frames
 * @param {number} handed
 */
function check(written, frames, handed) {
  const frame = JSON.parse(/** @type {string} */ (frames[(handed - 1) % frames.length]));
  const wanted = {
    type: 'message',
    message: frame['#message'],
    sender: frame['#user_id'],
    sender_cid: `cid:${frame['#scid']}`,
    sender_rid: frame['#srid'],
    code: null,
  };
  if (JSON.stringify(written) !== JSON.stringify(wanted)) throw new Error(`not the event: ${JSON.stringify(written)}`);
}

/** What one writes by hand for these frames. @param {string} data */
function receive(data) {
  let frame;
  try {
    frame = JSON.parse(data);
  } catch {
    return;
  }
  if (frame === null || typeof frame !== 'object') return;
  let type;
  if ('#message' in frame) type = 'message';
  else if ('#private' in frame) type = 'private';
  else if ('#notice' in frame) type = 'notice';
  else if ('#error' in frame) type = 'error';
  else return;
  const cid = frame['#scid'];
  const event = {
    type,
    message: frame[`#${type}`],
    sender: frame['#user_id'] ?? null,
    sender_cid: cid == null ? null : `cid:${cid}`,
    sender_rid: frame['#srid'] ?? null,
    code: frame['#code'] ?? null,
  };
  try {
    callback(event);
  } catch (error) {
    reportError(error);
  }
}
