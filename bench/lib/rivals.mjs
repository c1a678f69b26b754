// @ts-check
// Two clients and their servers, each behind a proxy that breaks connections: groupwire, and socket.io with connection state
// recovery.

import { randomUUID } from 'node:crypto';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { startGroupwire, startSocketIo } from '../../tests/faults/backends/index.mjs';
import { startProxy } from '../../tests/faults/proxy.mjs';
import { callInPage, openBrowser, SDK } from './world.mjs';

/** Nothing here waits for heartbeats. */
const HEARTBEAT = 25_000;

/** Where a page finds the client of socket.io. */
const SOCKET_IO = '/socket.io.js';

const socketIoBundle = join(dirname(createRequire(import.meta.url).resolve('socket.io-client')), '../../dist/socket.io.esm.min.js');

/** @typedef {'groupwire' | 'socket.io'} Side */
/** @typedef {import('./world.mjs').Page} Page */

export const SIDES = /** @type {const} */ (['groupwire', 'socket.io']);

export const openArena = () => openBrowser({ [SOCKET_IO]: { file: socketIoBundle } });

/**
 * Clients of one side in a fresh page, all in the group `lobby`, each behind a proxy of its own.
 * @param {Awaited<ReturnType<typeof openArena>>} arena
 * @param {Side} side
 * @param {number} count
 * @param {{ min: number, max: number }} [backoff] default: the client's own
 */
export async function openRival(arena, side, count, backoff) {
  const start = side === 'groupwire' ? startGroupwire : startSocketIo;
  const server = await start({ heartbeat: HEARTBEAT, secret: randomUUID() });
  const proxies = await Promise.all(Array.from({ length: count }, () => startProxy({ port: server.port })));
  const page = await arena.newPage();
  const places = proxies.map(({ host }) => ({
    module: side === 'groupwire' ? SDK : SOCKET_IO,
    url: side === 'groupwire' ? `ws://${host}/api` : `http://${host}`,
    token: server.tokens(randomUUID()).accessToken,
    backoff,
  }));
  await callInPage(page, 'reconnect.js', 'open', { side, places });
  return {
    page,
    proxies,
    server,
    async close() {
      await callInPage(page, 'reconnect.js', 'close');
      await Promise.all(proxies.map((proxy) => proxy.close()));
      await page.close();
      await server.stop();
    },
  };
}
