// @ts-check
// An HTTP server that answers as it is told, for what groupwire-server does not do on demand.

import { once } from 'node:events';
import { createServer } from 'node:http';

/**
 * What one request is answered with: JSON, or text, or whatever a function does.
 * @typedef {object} Reply
 * @property {number} [status]
 * @property {Record<string, string>} [headers]
 * @property {unknown} [json]
 * @property {string} [text] instead of `json`
 * @property {(response: import('node:http').ServerResponse) => unknown} [by] instead of both
 */

/**
 * @typedef {object} Request
 * @property {string | undefined} method
 * @property {string | undefined} url
 * @property {import('node:http').IncomingHttpHeaders} headers
 * @property {string} text
 * @property {any} body undefined where there is none
 */

/**
 * A loopback server, which is closed after the test.
 * @param {import('node:test').TestContext} t
 * @param {Reply} otherwise what a request is answered with where nothing else is said
 */
export async function toldServer(t, otherwise) {
  /** @type {Request[]} */
  const requests = [];
  /** @type {Reply[]} */
  const replies = [];
  const server = createServer(async (request, response) => {
    let text = '';
    for await (const chunk of request.setEncoding('utf8')) text += chunk;
    const { method, url, headers } = request;
    requests.push({ method, url, headers, text, body: text ? JSON.parse(text) : undefined });
    const { status = 200, headers: more = {}, json, text: plain, by } = replies.shift() ?? otherwise;
    if (by) return by(response);
    response.writeHead(status, more).end(plain ?? JSON.stringify(json));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  t.after(() => {
    server.closeAllConnections();
    server.close();
  });
  const { port } = /** @type {import('node:net').AddressInfo} */ (server.address());
  return {
    requests,
    httpUrl: `http://127.0.0.1:${port}/`,
    /** The answers to the next requests, in order. @param {Reply[]} next */
    reply: (...next) => void replies.push(...next),
  };
}
