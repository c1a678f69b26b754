// @ts-check
// The REST layer of the Rocket.Chat client, and who it asks.

import assert from 'node:assert/strict';
import { load } from '../facade/helper.mjs';
import { toldServer } from '../support/index.mjs';

/** @type {{ fallback(method: string, params: unknown[], options: any): Promise<any> }} */
export const { fallback } = await load('rocketchat/rest/index.ts');

/** The error of a server that does not have a method. */
export const GONE = { error: 404, reason: "Method 'x' not found" };

/** A server that answers as it is told, and a user of it. @param {import('node:test').TestContext} t */
export async function restServer(t) {
  const server = await toldServer(t, { json: { success: true } });
  const options = { restUrl: server.httpUrl, userId: 'u1', token: 'secret', cause: GONE };
  return {
    ...server,
    /** Calls a method over REST. @param {string} method @param {unknown[]} params @param {object} [more] */
    call: (method, params, more) => fallback(method, params, { ...options, ...more }),
    /** The requests so far: `GET path?query` or `POST path body`. */
    asked: () => server.requests.map(({ method, url = '', text }) => `${method} ${decodeURIComponent(url).replace('/api/v1/', '')}${text && ` ${text}`}`),
  };
}

/** The error that a call is rejected with. @param {Promise<unknown>} call @returns {Promise<any>} */
export async function failure(call) {
  const error = await call.then((result) => assert.fail(`resolved with ${JSON.stringify(result)}`), (error) => error);
  assert.equal(error.name, 'RealtimeError', String(error));
  return error;
}
