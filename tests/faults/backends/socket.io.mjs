// @ts-check
// socket.io's own server, which can be killed and started again at the same address.

import { fork } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { io } from 'socket.io-client';
import { tokensOf } from '../../interop/world.mjs';
import { Inbox, within } from '../../support/index.mjs';

const PROGRAM = fileURLToPath(new URL('socket.io-program.mjs', import.meta.url));

/**
 * @param {import('./index.mjs').Setting} setting
 * @returns {Promise<import('./index.mjs').Backend>}
 */
export async function startSocketIo({ heartbeat, secret }) {
  let port = 0;
  /** @type {import('node:child_process').ChildProcess} */
  let child;

  async function launch() {
    child = fork(PROGRAM, [JSON.stringify({ port, heartbeat, secret })]);
    const ended = once(child, 'exit').then(([code]) => Promise.reject(new Error(`socket.io's server ended with code ${code}`)));
    ended.catch(() => {});
    const [address] = await within(Promise.race([once(child, 'message'), ended]), 20_000, "socket.io's server to listen");
    port = address.port;
  }

  /** @param {'SIGKILL' | 'SIGTERM'} signal */
  async function end(signal) {
    if (child.exitCode !== null || child.signalCode !== null) return;
    const exited = once(child, 'exit');
    child.kill(signal);
    await exited;
  }

  await launch();
  return {
    port,
    path: '/',
    http: `http://127.0.0.1:${port}/`,
    tokens: (user, lifetime) => tokensOf(user, secret, lifetime),
    kill: () => end('SIGKILL'),
    pause: () => void child.kill('SIGSTOP'),
    resume: () => void child.kill('SIGCONT'),
    async start(options = {}) {
      secret = options.secret ?? secret;
      await launch();
    },
    stop: () => end('SIGTERM'),
    witness: (...groups) => openWitness(`http://127.0.0.1:${port}`, tokensOf(randomUUID(), secret).accessToken, groups),
  };
}

/**
 * @param {string} url
 * @param {string} token
 * @param {string[]} groups
 * @returns {Promise<import('./index.mjs').Witness>}
 */
async function openWitness(url, token, groups) {
  /** @type {import('./index.mjs').Witness['heard']} */
  const heard = new Inbox();
  const socket = io(url, { transports: ['websocket'], auth: { token }, forceNew: true, reconnection: false });
  socket.on('message', (message, group) => heard.push({ group, message }));
  for (const group of groups) await within(socket.emitWithAck('join', group), undefined, `the witness to be in ${group}`);
  return {
    heard,
    post: (message, group) => within(socket.emitWithAck('post', message, group, randomUUID()), undefined, 'a post of the witness'),
    whisper: (message, user) => within(socket.emitWithAck('whisper', message, user), undefined, 'a private post of the witness'),
    close: () => void socket.disconnect(),
  };
}
