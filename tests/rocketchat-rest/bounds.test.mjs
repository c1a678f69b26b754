// @ts-check
// How the REST layer asks: as whom, how long, how often; and what becomes of refusals.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { failure, fallback, restServer } from './helper.mjs';

test('DM10: requests are made as the user who is logged in, to the given server', async (t) => {
  const server = await restServer(t);
  await server.call('sendMessage', [{ rid: 'r1', msg: 'x' }]);
  const [request] = server.requests;
  assert.equal(request?.url, '/api/v1/chat.sendMessage');
  const { 'x-user-id': user, 'x-auth-token': token, 'content-type': type } = request?.headers ?? {};
  assert.deepEqual([user, token, type], ['u1', 'secret', 'application/json']);
});

test('DM10: requests of nobody carry no credentials', async (t) => {
  const server = await restServer(t);
  await server.call('public-settings/get', [], { userId: undefined, token: undefined });
  const headers = Object.keys(server.requests[0]?.headers ?? {});
  assert.deepEqual(headers.filter((name) => name.startsWith('x-')), []);
});

test('DM10: a fetch of the page is used in place of the global one', async (t) => {
  const server = await restServer(t);
  /** @type {string[]} */
  const urls = [];
  await server.call('rooms/get', [], { fetch: (/** @type {string} */ url, /** @type {any} */ init) => (urls.push(url), fetch(url, init)) });
  assert.deepEqual(urls, [`${server.httpUrl}api/v1/rooms.get`]);
});

test('DM10: what goes into a path or a query stays one value', async (t) => {
  const server = await restServer(t);
  server.reply({ json: { agent: {} } }, { json: { exists: false } });
  await server.call('livechat:getAgentData', [{ roomId: 'a/b', token: '../c?d' }]);
  await server.call('roomNameExists', ['a&b=c#d']);
  assert.deepEqual(server.requests.map(({ url }) => url), [
    '/api/v1/livechat/agent.info/a%2Fb/..%2Fc%3Fd',
    '/api/v1/rooms.nameExists?roomName=a%26b%3Dc%23d',
  ]);
});

test('DM10: parameters that are not those of the method are refused, and nothing is asked', async (t) => {
  const server = await restServer(t);
  for (const [method, params] of /** @type {[string, unknown[]][]} */ ([['deleteMessage', []], ['starMessage', [null]], ['sendMessage', [1n]]])) {
    const { code, settled } = await failure(server.call(method, params));
    assert.deepEqual([code, settled], ['INVALID_REQUEST', 'never-sent'], method);
  }
  assert.equal(server.requests.length, 0);
});

test('DM16: a code of a second factor goes along in the headers, and is no parameter', async (t) => {
  const server = await restServer(t);
  await server.call('saveUserPreferences', [{ a: 1 }, { twoFactorCode: '123456', twoFactorMethod: 'totp' }]);
  const { 'x-2fa-code': code, 'x-2fa-method': method } = server.requests[0]?.headers ?? {};
  assert.deepEqual([code, method], ['123456', 'totp']);
  assert.deepEqual(server.asked(), ['POST users.setPreferences {"data":{"a":1}}']);
});

test('DM17: a refusal becomes the error that the method would give', async (t) => {
  const totp = { method: 'totp', availableMethods: ['totp'] };
  /** @type {[import('../support/told.mjs').Reply, string, string, unknown?][]} */
  const table = [
    [{ status: 400, json: { success: false, error: 'Not allowed [error-not-allowed]', errorType: 'error-not-allowed', details: { a: 1 } } }, 'error-not-allowed', 'Not allowed', { a: 1 }],
    [{ status: 400, json: { success: false, error: 'Invalid room [error-invalid-room]' } }, 'error-invalid-room', 'Invalid room'],
    [{ status: 400, json: { success: false, error: 'TOTP Required [totp-required]', errorType: 'totp-required', details: totp } }, 'totp-required', 'TOTP Required', totp],
    [{ status: 401, json: { status: 'error', message: 'You must be logged in to do this.' } }, '401', 'You must be logged in to do this.'],
    [{ status: 200, json: { success: false, error: 'no' } }, '200', 'no'],
    [{ status: 429, json: { success: false, error: 'Error, too many requests.' } }, 'too-many-requests', 'Error, too many requests.'],
    [{ status: 429, json: { success: false, error: 'Slow down [error-too-many-requests]' } }, 'error-too-many-requests', 'Slow down'],
    [{ status: 502, text: '<h1>Bad gateway</h1>' }, '502', '<h1>Bad gateway</h1>'],
    [{ status: 500, text: '' }, '500', 'HTTP status 500'],
  ];
  for (const [reply, code, message, details] of table) {
    const server = await restServer(t);
    server.reply(reply);
    const error = await failure(server.call('leaveRoom', ['r1']));
    assert.deepEqual([error.code, error.message, error.settled], [code, message, 'refused']);
    assert.deepEqual([String(error.cause.error), error.cause.reason, error.cause.details], [code, message, details]);
  }
});

test('DM17: where there is no answer, nobody knows what became of the call', async (t) => {
  const server = await restServer(t);
  server.reply({ by: (response) => response.destroy() });
  const { code, message, settled } = await failure(server.call('sendMessage', [{ rid: 'r1', msg: 'x' }]));
  assert.deepEqual([code, message, settled], ['ERROR', 'Network error', 'unknown']);
});

test('DM18: a request that the server has no time for is made again when it says so, and the page is told', async (t) => {
  const now = Date.now();
  t.mock.timers.enable({ apis: ['Date'], now });
  const server = await restServer(t);
  server.reply(
    { status: 429, headers: { 'Retry-After': '0' }, json: { success: false } },
    { status: 429, headers: { 'X-RateLimit-Reset': String(now + 20) }, json: { success: false } },
    { json: { success: true, exists: true } },
  );
  /** @type {number[]} */
  const waits = [];
  assert.equal(await server.call('roomNameExists', ['a'], { held: (/** @type {number} */ millis) => waits.push(millis) }), true);
  assert.deepEqual(waits, [0, 20]);
  assert.equal(server.requests.length, 3);
});

test('DM18: a wait that would last longer than the call has is ended by its deadline', async (t) => {
  const server = await restServer(t);
  server.reply({ status: 429, headers: { 'Retry-After': '30' }, json: { success: false } });
  const { code } = await failure(server.call('roomNameExists', ['a'], { timeout: 50 }));
  assert.equal(code, 'TIMEOUT');
  assert.equal(server.requests.length, 1);
});

test('DM19: a call is over when its time is, all its requests together', async (t) => {
  const server = await restServer(t);
  server.reply({ json: { room: { t: 'c' } } }, { by: () => {} });
  const { code, settled } = await failure(server.call('getRoomRoles', ['r1'], { timeout: 200 }));
  assert.deepEqual([code, settled], ['TIMEOUT', 'unknown']);
  assert.equal(server.requests.length, 2);
});

test('DM19: a call is over when its signal says so, with its reason', async (t) => {
  const server = await restServer(t);
  const controller = new AbortController();
  const reason = new Error('gone to lunch');
  server.reply({ by: () => controller.abort(reason) });
  const { code, settled, cause } = await failure(server.call('sendMessage', [{ rid: 'r1', msg: 'x' }], { signal: controller.signal }));
  assert.deepEqual([code, settled, cause], ['ABORTED', 'unknown', reason]);
});

test('DM19: a call whose signal has spoken already asks nothing', async (t) => {
  const server = await restServer(t);
  const { code, settled } = await failure(server.call('rooms/get', [], { signal: AbortSignal.abort() }));
  assert.deepEqual([code, settled, server.requests.length], ['ABORTED', 'never-sent', 0]);
});

test('DM15: nothing is asked where there is nothing to ask', async (t) => {
  const server = await restServer(t);
  await failure(server.call('readThreads', ['m1']));
  await failure(fallback('brand-new', [], { restUrl: server.httpUrl }));
  assert.equal(server.requests.length, 0);
});
