// @ts-check
// How fast the server passes posts on to a group: one sender, many members, all over loopback. For
// information, without a gate: the members are on the same machine and take their share of it.
//
//   node bench/fan-out.mjs [--json]

import { on, once } from 'node:events';
import { connect } from 'node:net';
import { WebSocket } from 'ws';
import { within } from '../tests/support/index.mjs';
import { median, round, tell } from './lib/report.mjs';
import { openServer } from './lib/world.mjs';

const MEMBERS = 100;
const POSTS = 2_000;
const ROUNDS = 5;
const DEADLINE = 30_000;
const TEXT = 'the quick brown fox jumps over the lazy dog';
/** As long as the other, and comes after the notices about those who joined. */
const LAST_NOTICE = TEXT.toUpperCase();
const JOIN = JSON.stringify({ action: 'joinRoom', rid: 'lobby' });
const POST = JSON.stringify({ action: 'broadcast', rid: 'lobby', content: { text: TEXT } });

const server = await openServer();
const sender = await openSender();
const members = await Promise.all(Array.from({ length: MEMBERS }, openMember));

/** Bytes that the members got, and what happens when they change. */
let received = 0;
let look = () => {};
const bytes = await frameLength();
const rates = [];
for (let at = 0; at < ROUNDS; at++) {
  received = 0;
  const all = new Promise((resolve) => {
    look = () => void (received === POSTS * MEMBERS * bytes && resolve(undefined));
  });
  const start = performance.now();
  for (let sent = 0; sent < POSTS; sent++) sender.send(POST);
  await within(all, DEADLINE, () => `${POSTS} posts to ${MEMBERS} members; there are ${received} bytes of ${bytes} each`);
  rates.push((POSTS * MEMBERS * 1000) / (performance.now() - start));
}
for (const member of members) member.destroy();
sender.terminate();
await server.stop();

const fanOut = { members: MEMBERS, frame_bytes: bytes, posts_per_second: round(median(rates) / MEMBERS), deliveries_per_second: round(median(rates)) };
tell(
  'fan-out: one post to every member of a group',
  [
    ['members', 'bytes a frame', 'posts a second', 'deliveries a second'],
    [String(MEMBERS), bytes, fanOut.posts_per_second, fanOut.deliveries_per_second],
  ],
  { fan_out: fanOut },
);

async function openSender() {
  const socket = new WebSocket(`${server.wsUrl}?token=${server.token()}`);
  await once(socket, 'open');
  const joined = once(socket, 'message');
  socket.send(JOIN);
  await joined;
  return socket;
}

/**
 * A bare socket in the group, that only reads: a hundred WebSocket objects that look into every
 * frame would be measured instead of the server.
 */
async function openMember() {
  const { hostname, port } = new URL(server.base);
  const socket = connect(Number(port), hostname);
  socket.write(
    `GET /api?token=${server.token()} HTTP/1.1\r\nHost: ${hostname}:${port}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n` +
      'Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: Z3JvdXB3aXJlIGJlbmNoIQ==\r\n\r\n',
  );
  await untilRead(socket, '\r\n\r\n');
  // A text frame with a mask of zeros.
  socket.write(Buffer.concat([Buffer.from([0x81, 0x80 | JOIN.length, 0, 0, 0, 0]), Buffer.from(JOIN)]));
  await untilRead(socket, 'USER_JOINED');
  return socket;
}

/**
 * Waits until the members have read all that was sent before, and begins to count. Gives the
 * length of one frame.
 */
async function frameLength() {
  const own = frameWith(LAST_NOTICE);
  const drained = members.map((member) => untilRead(member, LAST_NOTICE));
  sender.send(POST.replace(TEXT, LAST_NOTICE));
  const [frame] = await Promise.all([own, ...drained]);
  for (const member of members) {
    member.on('data', (chunk) => {
      received += chunk.length;
      look();
    });
  }
  // A short header, since the text is longer than 125 bytes.
  return frame.length + 4;
}

/** The frame with `text` in it that comes to the sender, after notices that are still on their way. @param {string} text */
async function frameWith(text) {
  for await (const [frame] of on(sender, 'message', { signal: AbortSignal.timeout(DEADLINE) })) {
    if (frame.includes(text)) return frame;
  }
}

/**
 * Reads until `end` was in it.
 * @param {import('node:net').Socket} socket
 * @param {string} end
 */
async function untilRead(socket, end) {
  let text = '';
  for await (const [chunk] of on(socket, 'data', { signal: AbortSignal.timeout(DEADLINE) })) {
    text += chunk.toString('latin1');
    if (text.includes(end)) return;
  }
}
