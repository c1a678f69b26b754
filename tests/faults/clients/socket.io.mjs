// @ts-check
// socket.io-client with its own server, set up as its documentation recommends for messages that must arrive: connection
// state recovery, acknowledgements with retries, and an id for each post by which the server knows one that comes again.

import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { startSocketIo } from '../backends/index.mjs';

const bundle = join(dirname(createRequire(import.meta.url).resolve('socket.io-client')), '../../dist/socket.io.min.js');

/** @type {import('./index.mjs').Client} */
export const socketIo = {
  name: 'socket.io-client',
  about:
    'version 4.8, with its own server: connection state recovery, `retries` and `ackTimeout`, ids of posts by which the server ' +
    'drops repeated ones, rooms as groups, over WebSocket alone',
  startBackend: startSocketIo,
  lacks: {},
  files: { '/socket.io.js': { file: bundle } },
  async install(page, { wsUrl, tempo }) {
    await page.addScriptTag({ url: '/socket.io.js' });
    const { connectTimeout, backoff } = tempo;
    await page.evaluate(makeDriver, {
      url: wsUrl,
      options: {
        timeout: connectTimeout,
        ...(backoff && { reconnectionDelay: backoff.min, reconnectionDelayMax: backoff.max }),
      },
    });
  },
};

/** Runs in the page. @param {{ url: string, options: object }} options */
function makeDriver({ url, options }) {
  const { io, tell } = /** @type {any} */ (window);
  /** The token that was tried last. @type {string | undefined} */
  let token;
  const socket = io(url, {
    ...options,
    transports: ['websocket'],
    autoConnect: false,
    retries: 10,
    ackTimeout: 4_000,
    auth: (/** @type {(auth: object) => void} */ give) => give({ token: (token = /** @type {any} */ (window).token) }),
  });
  /** @type {Set<string>} */
  const groups = new Set();
  let before = false;
  /** What `connect` waits for. */
  let settle = (/** @type {Error | undefined} */ _error) => {};

  socket.on('message', (/** @type {any} */ message, /** @type {string} */ group) => tell({ type: 'message', group, message }));
  socket.on('connect', () => {
    settle(undefined);
    if (!socket.recovered) for (const group of groups) socket.emit('join', group);
    if (before && !socket.recovered) tell({ type: 'gap' });
    before = true;
    tell({ type: 'online' });
  });
  socket.on('disconnect', () => tell(socket.active ? { type: 'offline' } : { type: 'closed' }));
  socket.on('connect_error', (/** @type {Error} */ error) => {
    settle(error);
    // As long as it is active it comes back by itself. Otherwise the server has refused it.
    if (socket.active) return;
    if (/** @type {any} */ (window).token === token) tell({ type: 'closed', why: error.message });
    else socket.connect();
  });

  /** @type {import('./index.mjs').Driver} */
  const driver = {
    async connect() {
      if (socket.connected) return void socket.connect();
      const first = new Promise((resolve, reject) => (settle = (error) => (error ? reject(error) : resolve(undefined))));
      socket.connect();
      await first;
    },
    async join(...names) {
      for (const name of names) groups.add(name);
      await Promise.all(names.map((name) => socket.emitWithAck('join', name)));
    },
    async leave(name) {
      groups.delete(name);
      await socket.emitWithAck('leave', name);
    },
    async post(message, group) {
      await socket.emitWithAck('post', message, group, crypto.randomUUID());
      return { settled: 'acknowledged' };
    },
    async close() {
      socket.disconnect();
    },
  };
  Object.assign(window, { driver, socket });
}
