// @ts-check
// A server that answers list requests as it is told, and what the tests of `src/js/lists.js` share.
// groupwire-server gives no 429, broken body or half an answer on demand.

import assert from 'node:assert/strict';
import { RealtimeError } from '../../src/js/error.js';
import { Lists } from '../../src/js/lists.js';
import { toldServer } from '../support/index.mjs';

/** @typedef {import('../support/told.mjs').Reply} Reply */

/** What a request is answered with where nothing else is said. @type {Reply} */
const LAST_PAGE = { json: { list: [], startKey: 'end', endOfList: true } };

/** What every body begins with. */
const BEGIN = '{"service":"svc","owner":"own"';

/** Everything that a call can be given to say who asks. */
const CLIENT = { service: 'svc', owner: 'own', isSkapi: false, token: /** @type {any} */ ('jwt'), idToken: /** @type {any} */ (undefined) };

/** A loopback server, which is closed after the test. @param {import('node:test').TestContext} t */
export async function listServer(t) {
  const server = await toldServer(t, LAST_PAGE);
  const { requests, httpUrl } = server;

  return {
    ...server,
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
