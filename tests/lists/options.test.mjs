// @ts-check
// The fetch options, and the login before them.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { failure, invalid, jwt, listServer, newLists, refused } from './helper.mjs';

const LOGIN = 'User login is required.';

/** The call with options that are refused: there is no server. @param {any} options */
const refuses = (options) => newLists('http://127.0.0.1:1/').groups(undefined, options);

/** The request is signed with this token. @param {import('node:test').TestContext} t @param {any} client */
async function signedWith(t, client) {
  const server = await listServer(t);
  await server.lists(client).groups();
  return server.requests[0]?.headers.authorization;
}

test('L15: the login is checked after the parameters and before the options', async () => {
  const lists = newLists('http://127.0.0.1:1/', { token: '' });
  await refused(lists.groups({}, { limit: 'x' }), 'INVALID_REQUEST', LOGIN);
  await refused(lists.users({ group: 'g' }, { limit: 'x' }), 'INVALID_REQUEST', LOGIN);
  await invalid(lists.groups(1), '"params" must be an object.');
  await invalid(lists.users(), 'Key "group" is required.');
});

test('L15: a token is a string, or a function that gives one, or a promise of it', async (t) => {
  for (const token of ['t', () => 't', async () => 't']) assert.equal(await signedWith(t, { token }), 't');
  for (const token of [undefined, '', () => '', () => undefined, () => 5, async () => null, async () => '', () => ({})]) {
    await refused(newLists('http://127.0.0.1:1/', { token }).groups(), 'INVALID_REQUEST', LOGIN, token);
  }
});

test('L15: what a token function throws is the cause', async () => {
  const cause = new Error('offline');
  const throwing = () => {
    throw cause;
  };
  for (const client of [{ token: throwing }, { token: () => Promise.reject(cause) }, { idToken: throwing, isSkapi: true }]) {
    const error = await refused(newLists('http://127.0.0.1:1/', client).groups(), 'INVALID_REQUEST', LOGIN);
    assert.equal(error.cause, cause);
  }
});

test('L15: a token function is asked for each call', async (t) => {
  const server = await listServer(t);
  let count = 0;
  const lists = server.lists({ token: () => `t${++count}` });
  await lists.groups();
  await lists.groups();
  assert.deepEqual(server.requests.map(({ headers }) => headers.authorization), ['t1', 't2']);
});

test('L15, L21: an idToken signs list requests; without one the token does', async (t) => {
  const isSkapi = true;
  assert.equal(await signedWith(t, { isSkapi, token: 'access', idToken: 'id' }), 'id');
  assert.equal(await signedWith(t, { isSkapi, token: 'access', idToken: async () => 'id' }), 'id');
  for (const idToken of [undefined, '', () => undefined, async () => '', () => 5]) {
    assert.equal(await signedWith(t, { isSkapi, token: 'access', idToken }), 'access');
  }
});

test('L16: the limit is sent up to 1000', async (t) => {
  const server = await listServer(t);
  for (const limit of [1000, 1, 0, -5, 2.5]) {
    await server.lists().groups({}, { limit });
    assert.ok(server.parameters().startsWith(`{"limit":${limit},"searchFor"`), server.parameters());
  }
});

test('L16: a limit that is too high or no number is refused', async () => {
  for (const limit of [1001, 1000.5, Infinity]) {
    await refused(refuses({ limit }), 'INVALID_REQUEST', 'Fetch limit should be below 1000.', limit);
  }
  for (const limit of ['10', '2000', null, true, NaN, -Infinity, [], [2000], {}, 2000n, Symbol('x'), { valueOf: () => 2000 }]) {
    await refused(refuses({ limit }), 'INVALID_REQUEST', 'Fetch limit should be a number.', limit);
  }
});

test('L17: the order is sent and a wrong one refused', async (t) => {
  const server = await listServer(t);
  for (const ascending of [true, false]) {
    await server.lists().groups({}, { ascending });
    assert.ok(server.parameters().startsWith(`{"ascending":${ascending},"searchFor"`), server.parameters());
  }
  for (const ascending of ['x', 0, null, {}]) {
    const message = `${JSON.stringify(ascending)} is invalid in "ascending". allowed type or value is: Type<boolean>.`;
    await invalid(refuses({ ascending }), message);
  }
});

test('L18: a start key is sent as it is', async (t) => {
  const server = await listServer(t);
  const startKey = { rid: 'svc#a', n: [1, { x: '\ud800' }] };
  await server.lists().groups({}, { startKey });
  assert.ok(server.parameters().startsWith('{"startKey":{"rid":"svc#a","n":[1,{"x":"\\ud800"}]},"searchFor"'), server.parameters());
  for (const none of [null, undefined, 'start']) {
    await server.lists().groups({}, { startKey: none });
    assert.ok(server.parameters().startsWith('{"searchFor"'), server.parameters());
  }
});

test('L18: any other start key is refused', async () => {
  /** @type {any} */
  const circle = {};
  circle.self = circle;
  for (const [startKey, text] of /** @type {[any, string][]} */ ([
    ['zzz', 'zzz'],
    ['', ''],
    ['{}', '{}'],
    [5, '5'],
    [true, 'true'],
    [{}, '[object Object]'],
    [Object.create(null), '[object Object]'],
    [new Map([[1, 2]]), '[object Object]'],
    [{ a: undefined, b() {} }, '[object Object]'],
    [[1], '[1]'],
    [[], '[]'],
    [1n, 'Value'],
    [circle, 'Value'],
    [{ n: 1n }, 'Value'],
    [() => 1, 'Value'],
    [{ a: 1, toJSON() {} }, 'Value'],
  ])) {
    await invalid(refuses({ startKey }), `"${text}" is invalid startKey key.`, text);
  }
});

test('L19: the options are checked in their order', async () => {
  await refused(refuses({ startKey: 'z', ascending: 1, limit: 'x' }), 'INVALID_REQUEST', 'Fetch limit should be a number.');
  assert.match((await failure(refuses({ startKey: 'z', ascending: 1 }))).message, /^1 is invalid in "ascending"/);
});

test('L19: what is no object has no options, and undefined is no option', async (t) => {
  const server = await listServer(t);
  for (const options of [undefined, null, 1, 'limit', [], false, {}, { x: 1 }, { limit: undefined, ascending: undefined }, { startKey: undefined }]) {
    await server.lists().groups({}, options);
    assert.equal(server.parameters(), '{"searchFor":"group","value":" ","condition":">"}');
  }
});

test('L19: what the caller does to the options after the call changes nothing', async (t) => {
  const server = await listServer(t);
  const options = { limit: 5 };
  const call = server.lists({ token: async () => jwt('ann') }).groups({}, options);
  options.limit = 6;
  await call;
  assert.equal(server.requests[0]?.body.limit, 5);
});
