// @ts-check
// A server that answers list requests as it is told, and what the tests of `src/js/lists.js` share.
// groupwire-server gives no 429, broken body or half an answer on demand.

import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { RealtimeError } from '../../src/js/error.js';
import { Lists } from '../../src/js/lists.js';

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
 * @property {any} body
 */

/** What a request is answered with where nothing else is said. @type {Reply} */
const LAST_PAGE = { json: { list: [], startKey: 'end', endOfList: true } };

/** What every body begins with. */
const BEGIN = '{"service":"svc","owner":"own"';

/** Everything that a call can be given to say who asks. */
const CLIENT = { service: 'svc', owner: 'own', isSkapi: false, token: /** @type {any} */ ('jwt'), idToken: /** @type {any} */ (undefined) };

/** A loopback server, which is closed after the test. @param {import('node:test').TestContext} t */
export async function listServer(t) {
  /** @type {Request[]} */
  const requests = [];
  /** @type {Reply[]} */
  const replies = [];
  const server = createServer(async (request, response) => {
    let text = '';
    for await (const chunk of request.setEncoding('utf8')) text += chunk;
    const { method, url, headers } = request;
    requests.push({ method, url, headers, text, body: JSON.parse(text) });
    const { status = 200, headers: more = {}, json, text: plain, by } = replies.shift() ?? LAST_PAGE;
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
  const httpUrl = `http://127.0.0.1:${port}/`;

  return {
    requests,
    httpUrl,
    /** The answers to the next requests, in order. @param {Reply[]} next */
    reply: (...next) => void replies.push(...next),
    /** The list calls of a new client. @param {Partial<typeof CLIENT>} [options] */
    lists: (options) => newLists(httpUrl, options),
    /** The last request's body from its parameters on. */
    parameters() {
      const text = requests.at(-1)?.text ?? '';
      assert.ok(text.startsWith(BEGIN), text);
      return text.slice(BEGIN.length).replace(',', '{');
    },
  };
}

/** The list calls of a new client. @param {string} httpUrl @param {Partial<typeof CLIENT>} [options] */
export function newLists(httpUrl, options) {
  const { service, owner, isSkapi, token, idToken } = { ...CLIENT, ...options };
  return new Lists([httpUrl, service, owner], isSkapi, token, idToken);
}

/**
 * Asserts that a call is refused, and gives the error.
 * @param {Promise<unknown>} call
 * @param {string} code
 * @param {string} message
 * @param {unknown} [what] the input, for the failure's message
 */
export async function refused(call, code, message, what) {
  const error = await failure(call);
  assert.deepEqual([error.code, error.message], [code, message], String(what ?? message));
  return error;
}

/** Asserts that a parameter is refused. @param {Promise<unknown>} call @param {string} message @param {unknown} [what] */
export const invalid = (call, message, what) => refused(call, 'INVALID_PARAMETER', message, what);

/** The error that a call is rejected with. @param {Promise<unknown>} call */
export async function failure(call) {
  const error = await call.then(
    (result) => assert.fail(`resolved with ${JSON.stringify(result)}`),
    (error) => error,
  );
  assert.ok(error instanceof Error && error instanceof RealtimeError, `rejected with ${String(error)}`);
  assert.equal(error.name, 'RealtimeError');
  return error;
}

/** An answer with nothing but where the list goes on. @param {unknown} startKey @returns {Reply} */
export const pageTo = (startKey) => ({ json: { list: [], startKey, endOfList: startKey === 'end' } });

/** A JSON web token for a user. @param {unknown} sub @param {string} [signature] */
export function jwt(sub, signature = 'x') {
  const part = (/** @type {unknown} */ claims) => Buffer.from(JSON.stringify(claims)).toString('base64url');
  return `${part({ alg: 'HS256' })}.${part({ sub })}.${signature}`;
}

/** Waits, with no timer that a test could have replaced. @param {() => unknown} holds */
export async function until(holds) {
  const end = performance.now() + 5_000;
  while (!holds()) {
    assert.ok(performance.now() < end, `waited too long for ${holds}`);
    await new Promise((resolve) => setImmediate(resolve));
  }
}
