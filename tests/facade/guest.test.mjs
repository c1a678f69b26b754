// @ts-check
// Tokens for guests, from a server that says what it is told: groupwire-server gives no token that has nearly expired.

import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { test } from 'node:test';
import { claims, signToken } from '../support/index.mjs';
import { load } from './helper.mjs';

const { guest } = await load('guest.ts');

/** A server that gives guests tokens. @param {import('node:test').TestContext} t */
async function guestServer(t) {
  const server = { asked: 0, lifetime: 3_600, status: 200, url: '' };
  const http = createServer((request, response) => {
    assert.deepEqual([request.method, request.url], ['POST', '/guest']);
    server.asked++;
    const token = signToken(claims(`guest ${server.asked}`, {}, server.lifetime), 'secret');
    response.writeHead(server.status).end(JSON.stringify({ token }));
  });
  http.listen(0, '127.0.0.1');
  await once(http, 'listening');
  t.after(() => (http.closeAllConnections(), http.close()));
  server.url = `http://127.0.0.1:${/** @type {import('node:net').AddressInfo} */ (http.address()).port}/`;
  return server;
}

test('R30: a token is kept, also where several ask at once', async (t) => {
  const server = await guestServer(t);
  const token = guest(server.url);
  const tokens = await Promise.all([token(), token({ refused: false }), token()]);
  assert.equal(new Set([...tokens, await token()]).size, 1);
  assert.equal(server.asked, 1);
});

test('R30: one that is about to expire is renewed, once for all who ask', async (t) => {
  const server = await guestServer(t);
  server.lifetime = 50;
  const token = guest(server.url);
  const first = await token();
  server.lifetime = 3_600;
  const [second, third] = await Promise.all([token(), token()]);
  assert.notEqual(first, second);
  assert.equal(second, third);
  assert.equal(server.asked, 2);
});

test('R31: one that the server has refused is renewed, once for all who ask at that time', async (t) => {
  const server = await guestServer(t);
  const token = guest(server.url);
  const first = await token();
  const refused = { refused: true };
  const [second, third, fourth] = await Promise.all([token(refused), token(refused), token()]);
  assert.notEqual(first, second);
  assert.deepEqual([third, fourth, await token()], [second, second, second]);
  assert.equal(server.asked, 2);
});

test('R30: a failure is not kept', async (t) => {
  const server = await guestServer(t);
  server.status = 404;
  const token = guest(server.url);
  for (const call of [token(), token({ refused: true })]) {
    await assert.rejects(call, { name: 'RealtimeError', code: 'ERROR', message: 'The server lets no guests in (404).' });
  }
  server.status = 200;
  assert.ok(await token());
});
