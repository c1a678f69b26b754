// @ts-check
// A proxy between the browser and the web server of wasm-bindgen's test runner.
//
// That server keeps a thread for each connection that the browser keeps open, and when several
// are opened at one moment it may leave one of them waiting for ever: the page then never
// loads. Here each request gets a connection of its own, one after the other, which is closed
// afterwards, so there is never one that waits.

import { createServer, request } from 'node:http';
import { connect } from 'node:net';

/**
 * Starts the proxy.
 * @returns {Promise<{ port: number; stop(): void }>}
 */
export async function startPatientProxy() {
  let last = Promise.resolve();
  const server = createServer((from, to) => {
    last = last.then(() => forward(from, to));
  });
  // WebSockets, and whatever else wants a connection of its own to the end.
  server.on('connect', (from, socket) => {
    const { hostname, port } = new URL(`http://${from.url}`);
    const upstream = connect(Number(port), hostname, () => {
      socket.write('HTTP/1.1 200 Connection established\r\n\r\n');
      socket.pipe(upstream).pipe(socket);
    });
    upstream.on('error', () => socket.destroy());
    socket.on('error', () => upstream.destroy());
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(undefined)));
  const address = server.address();
  if (!address || typeof address === 'string') throw new Error('the proxy has no port');
  return {
    port: address.port,
    stop() {
      server.close();
      server.closeAllConnections();
    },
  };
}

/**
 * One request, until its answer has ended. A server that cannot be reached looks to the
 * browser as it does without a proxy: a connection that ends without an answer.
 * @param {import('node:http').IncomingMessage} from
 * @param {import('node:http').ServerResponse} to
 * @returns {Promise<void>}
 */
function forward(from, to) {
  return new Promise((resolve) => {
    const headers = { ...from.headers, connection: 'close' };
    const upstream = request(from.url ?? '', { method: from.method ?? 'GET', headers, agent: false }, (answer) => {
      to.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(to);
    });
    upstream.on('error', () => to.destroy());
    to.on('close', () => {
      upstream.destroy();
      resolve();
    });
    from.pipe(upstream);
  });
}
