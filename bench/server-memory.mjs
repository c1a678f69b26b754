// @ts-check
// The server's memory for an idle connection: 5,000 over loopback, each in a group of ten.
// The gate is the budget of 12 KB; the figure is resident memory, without the kernel's sockets.
//
//   node bench/server-memory.mjs [--json] [--connections N]
//
// GROUPWIRE_SERVER names the binary; otherwise it is target/release/groupwire-server. Linux only:
// it reads /proc.

import { spawn } from 'node:child_process';
import { createHmac, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { connect } from 'node:net';
import { dirname, join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

const GATE = 12 * 1024;
const GROUP_SIZE = 10;
/** Connections that are being opened at one time. */
const AT_ONCE = 50;

const { values } = parseArgs({ options: { json: { type: 'boolean' }, connections: { type: 'string', default: '5000' } } });
const connections = Number(values.connections);
if (process.platform !== 'linux') {
  process.stderr.write('server-memory: skipped, since there is no /proc here\n');
  if (values.json) process.stdout.write('{}\n');
  process.exit(0);
}

const root = resolve(dirname(fileURLToPath(import.meta.url)), '..');
const binary = process.env.GROUPWIRE_SERVER ?? join(root, 'target', 'release', 'groupwire-server');
const secret = randomBytes(32).toString('hex');
const server = spawn(binary, ['--listen', '127.0.0.1:0', '--log', 'warn'], {
  env: { ...process.env, GROUPWIRE_HS256_SECRET: secret },
  stdio: ['ignore', 'pipe', 'inherit'],
});
process.once('exit', () => server.kill('SIGKILL'));
server.once('exit', (code) => {
  process.stderr.write(`server-memory: the server ended with code ${code}\n`);
  process.exit(1);
});
const [line] = await once(createInterface({ input: server.stdout }), 'line');
const port = Number(new URL(line.split(' ').at(-1)).port);

// One connection first: the start of its threads and tables belongs to the server, not to
// a connection.
const open = [await joined(0)];
const before = residentBytes();
const began = performance.now();
let next = 1;
await Promise.all(
  Array.from({ length: AT_ONCE }, async () => {
    while (next < connections) open.push(await joined(next++));
  }),
);
const seconds = (performance.now() - began) / 1000;
const after = residentBytes();
const bytes = Math.round((after - before) / (connections - 1));
const result = {
  connections,
  rss_before: before,
  rss_after: after,
  bytes_per_connection: bytes,
  gate: GATE,
  seconds_to_open: Number(seconds.toFixed(2)),
};

if (values.json) {
  process.stdout.write(`${JSON.stringify({ server_memory: result })}\n`);
} else {
  process.stdout.write(
    `${connections} idle connections in groups of ${GROUP_SIZE}, opened in ${seconds.toFixed(1)} s\n` +
      `resident memory  ${(after / 2 ** 20).toFixed(1)} MB, ${(bytes / 1024).toFixed(2)} KB a connection (gate ${GATE / 1024} KB)\n`,
  );
}
if (bytes > GATE) process.stderr.write('server-memory: over the gate\n');
for (const socket of open) socket.destroy();
server.removeAllListeners('exit');
server.kill('SIGTERM');
await once(server, 'exit');
process.exit(bytes > GATE ? 1 : 0);

/**
 * Opens a connection, joins a group and waits for the notice. A bare socket: thousands of
 * WebSocket objects would cost the client more than the server.
 * @param {number} number
 */
async function joined(number) {
  const socket = connect(port, '127.0.0.1');
  socket.setNoDelay(true);
  /** @type {Promise<void>} */
  const notice = new Promise((done, fail) => {
    let upgraded = false;
    let text = '';
    socket.on('error', fail);
    socket.on('close', () => fail(new Error(`connection ${number} was closed: ${text}`)));
    socket.on('data', (data) => {
      text += data.toString('latin1');
      if (!upgraded && text.includes('\r\n\r\n')) {
        if (!text.startsWith('HTTP/1.1 101 ')) return fail(new Error(text));
        upgraded = true;
        socket.write(frame(JSON.stringify({ action: 'joinRoom', rid: `group ${Math.floor(number / GROUP_SIZE)}` })));
      }
      if (text.includes('USER_JOINED')) {
        // Nobody reads on: the others' notices are thrown away.
        socket.removeAllListeners('data');
        socket.removeAllListeners('close');
        socket.resume();
        done();
      }
    });
  });
  socket.write(
    `GET /api?token=${token(`user-${number}`)} HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nConnection: Upgrade\r\n` +
      `Upgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: ${randomBytes(16).toString('base64')}\r\n\r\n`,
  );
  await notice;
  return socket;
}

/** A text frame with a mask of zeros. @param {string} text */
function frame(text) {
  const body = Buffer.from(text);
  if (body.length > 125) throw new Error('a short frame was expected');
  return Buffer.concat([Buffer.from([0x81, 0x80 | body.length, 0, 0, 0, 0]), body]);
}

/** A signed token for a user. @param {string} user */
function token(user) {
  const part = (/** @type {object} */ value) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const head = `${part({ alg: 'HS256', typ: 'JWT' })}.${part({ sub: user, exp: Math.floor(Date.now() / 1000) + 3600 })}`;
  return `${head}.${createHmac('sha256', secret).update(head).digest('base64url')}`;
}

/** What of the server is in memory. */
function residentBytes() {
  const kilobytes = /^VmRSS:\s+(\d+) kB/m.exec(readFileSync(`/proc/${server.pid}/status`, 'utf8'))?.[1];
  if (!kilobytes) throw new Error('no VmRSS');
  return Number(kilobytes) * 1024;
}
