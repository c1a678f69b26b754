// @ts-check
// How far each list has been fetched.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { failure, jwt, listServer, pageTo, until } from './helper.mjs';

const MORE = { fetchMore: true };
const k = (/** @type {unknown} */ n) => ({ k: n });

/** A server, the list calls of one client, and a call that gives the start key that was sent. @param {import('node:test').TestContext} t @param {any} [client] */
async function setUp(t, client) {
  const server = await listServer(t);
  const lists = server.lists(client);
  /** @param {any} options @param {unknown} next @param {any} [params] */
  async function fetch(options, next, params) {
    server.reply(pageTo(next));
    await (params?.group ? lists.users(params, options) : lists.groups(params, options));
    return server.requests.at(-1)?.body.startKey;
  }
  /** A call that makes no request. @param {any} options */
  async function done(options) {
    const before = server.requests.length;
    const result = await lists.groups({}, options);
    assert.equal(server.requests.length, before, 'it made a request');
    return result;
  }
  /** A reply that comes when `release` is called. @param {unknown} next */
  function hold(next) {
    /** @type {() => void} */
    let release = () => {};
    const released = new Promise((resolve) => (release = () => resolve(undefined)));
    server.reply({ by: (response) => released.then(() => response.end(JSON.stringify(pageTo(next).json))) });
    return release;
  }
  return { server, lists, fetch, done, hold };
}

test('L22: a call begins anew', async (t) => {
  const { fetch } = await setUp(t);
  assert.equal(await fetch({}, k(1)), undefined);
  assert.equal(await fetch({}, k(1)), undefined);
  assert.equal(await fetch({ fetchMore: 0 }, 'end'), undefined);
});

test('L23: an option that is unknown changes nothing', async (t) => {
  const { fetch } = await setUp(t);
  assert.equal(await fetch({ ...MORE, isLate: true }, k(1)), undefined);
  assert.deepEqual(await fetch(MORE, 'end'), k(1));
});

test('L23: fetchMore goes on where the call before ended', async (t) => {
  const { fetch } = await setUp(t);
  assert.equal(await fetch(MORE, k(1)), undefined);
  assert.deepEqual(await fetch(MORE, k(2)), k(1));
  assert.deepEqual(await fetch({ fetchMore: 1 }, 'end'), k(2));
  assert.equal(await fetch({}, k(1)), undefined);
  assert.deepEqual(await fetch(MORE, k(2)), k(1));
});

test('L24: after the end there is no request', async (t) => {
  const { fetch, done } = await setUp(t);
  await fetch({}, k(1));
  await fetch(MORE, 'end');
  const end = { list: [], startKey: 'end', endOfList: true, startKeyHistory: ['{"k":1}', 'end'] };
  assert.deepEqual(await done(MORE), end);
  assert.deepEqual(await done(MORE), end);
  assert.equal(await fetch({}, 'end'), undefined);
});

test('L25: every list has a history of its own', async (t) => {
  const { fetch } = await setUp(t);
  await fetch(MORE, k(1));
  for (const [params, options] of [
    [{}, { limit: 5 }],
    [{}, { limit: 6 }],
    [{}, { ascending: false }],
    [{ value: 'a' }, {}],
    [{ group: 'a' }, {}],
    [{ group: 'b' }, {}],
  ]) {
    assert.equal(await fetch({ ...MORE, ...options }, k(9), params), undefined);
  }
  assert.deepEqual(await fetch(MORE, 'end'), k(1));
});

test('L25: a given start key makes a list of its own', async (t) => {
  const { fetch } = await setUp(t);
  const from = { ...MORE, startKey: k(7) };
  await fetch(MORE, k(1));
  assert.deepEqual(await fetch(from, k(8)), k(7));
  assert.deepEqual(await fetch(from, k(9)), k(8));
  assert.deepEqual(await fetch(MORE, 'end'), k(1));
});

test('L26: start begins anew also with fetchMore', async (t) => {
  const { fetch } = await setUp(t);
  await fetch({}, k(1));
  assert.equal(await fetch({ ...MORE, startKey: 'start' }, k(2)), undefined);
  assert.deepEqual(await fetch(MORE, 'end'), k(2));
});

test('L27: at the end there is nothing to ask for', async (t) => {
  const { fetch, done } = await setUp(t);
  const end = { list: [], startKey: 'end', endOfList: true };
  assert.deepEqual(await done({ startKey: 'end' }), { ...end, startKeyHistory: [] });
  await fetch({}, k(1));
  assert.deepEqual(await done({ startKey: 'end' }), { ...end, startKeyHistory: ['{"k":1}'] });
  assert.deepEqual(await fetch(MORE, 'end'), k(1));
});

test('L28: the history is a copy with the keys as JSON text', async (t) => {
  const { server, lists, done } = await setUp(t);
  server.reply(pageTo(k('a#b')), pageTo('end'));
  const first = await lists.groups();
  assert.deepEqual(first, { list: [], startKey: k('a#b'), endOfList: false, startKeyHistory: ['{"k":"a#b"}'] });
  first.startKeyHistory.push('mine');
  const end = { list: [], startKey: 'end', endOfList: true, startKeyHistory: ['{"k":"a#b"}', 'end'] };
  const second = await lists.groups({}, MORE);
  assert.deepEqual(second, end);
  second.startKeyHistory.length = 0;
  assert.deepEqual(await done(MORE), end);
});

test('L28: a start key that is a text is kept as JSON text too', async (t) => {
  const { server, lists, fetch } = await setUp(t);
  server.reply(pageTo('abc'));
  assert.deepEqual((await lists.groups()).startKeyHistory, ['"abc"']);
  assert.equal(await fetch(MORE, 5), 'abc');
  assert.equal(await fetch(MORE, 'end'), 5);
});

test('L29: without a start key the list is at its end', async (t) => {
  for (const json of [{ list: [] }, { list: [], startKey: null, endOfList: false }, { list: [], startKey: '' }, { list: [], startKey: 'end' }]) {
    const { server, lists, done } = await setUp(t);
    const end = { list: [], startKey: 'end', endOfList: true, startKeyHistory: ['end'] };
    server.reply({ json });
    assert.deepEqual(await lists.groups(), end);
    assert.deepEqual(await done(MORE), end);
  }
});

test('L30: equal calls at once share one request, move the list on once, and have results of their own', async (t) => {
  const { server, lists, fetch } = await setUp(t);
  server.reply({ json: { list: [{ rid: 's#a', cnt: { deep: 1 } }], startKey: k(1) } }, pageTo(k(2)));
  const [first, second] = await Promise.all([lists.groups(), lists.groups({})]);
  assert.equal(server.requests.length, 1);
  assert.deepEqual(first, second);
  assert.deepEqual(first.startKeyHistory, ['{"k":1}']);
  for (const part of /** @type {const} */ (['list', 'startKey', 'startKeyHistory'])) assert.notEqual(first[part], second[part], part);
  assert.notEqual(first.list[0].number_of_users, second.list[0].number_of_users);
  await Promise.all([lists.groups({}, MORE), lists.groups({}, MORE)]);
  assert.equal(server.requests.length, 2);
  assert.deepEqual(await fetch(MORE, 'end'), k(2));
});

test('L30: calls for other lists, of other users and with progress share nothing', async (t) => {
  const tokens = [jwt('ann'), jwt('bob')];
  const { server, lists } = await setUp(t, { token: () => tokens.shift() ?? jwt('bob') });
  const progress = () => {};
  await Promise.all([lists.groups(), lists.groups(), lists.groups({ value: 'a' }), lists.groups({}, { progress })]);
  assert.equal(server.requests.length, 4);
});

test('L30: a shared request that fails rejects every call, and is asked again', async (t) => {
  const { server, lists, fetch } = await setUp(t);
  await fetch({}, k(1));
  server.reply({ status: 500, json: {} });
  const [first, second] = await Promise.all([failure(lists.groups({}, MORE)), failure(lists.groups({}, MORE))]);
  assert.deepEqual([first.message, second.message], ['Something went wrong.', 'Something went wrong.']);
  assert.equal(server.requests.length, 2);
  assert.deepEqual(await fetch(MORE, 'end'), k(1));
});

test('L30: a late reply to an older run moves nothing', async (t) => {
  const { server, lists, fetch, hold } = await setUp(t);
  await fetch({}, k(1));
  const release = hold(k(2));
  const late = lists.groups({}, MORE);
  await until(() => server.requests.length === 2);
  await fetch({}, k(5));
  release();
  assert.deepEqual((await late).startKeyHistory, ['{"k":1}', '{"k":2}']);
  assert.deepEqual(await fetch(MORE, 'end'), k(5));
});

test('L30: a reply to a call that has timed out moves nothing', async (t) => {
  /** @type {(token: string) => void} */
  let give = () => {};
  let token = /** @type {any} */ ('jwt');
  const { server, lists, fetch, hold } = await setUp(t, { token: () => token });
  await fetch({}, k(1));
  const release = hold(k(2));
  token = new Promise((resolve) => (give = resolve));
  t.mock.timers.enable({ apis: ['setTimeout'] });
  const call = failure(lists.groups({}, MORE));
  t.mock.timers.tick(20_000);
  give('jwt');
  await until(() => server.requests.length === 2);
  t.mock.timers.tick(15_000);
  assert.equal((await call).message, 'Timeout');
  t.mock.timers.reset();
  release();
  const soon = performance.now() + 50;
  await until(() => performance.now() > soon);
  token = 'jwt';
  assert.deepEqual(await fetch(MORE, 'end'), k(1));
});

test('L30: a key that comes again is in the history once', async (t) => {
  const { server, lists, fetch } = await setUp(t);
  await fetch({}, k(1));
  server.reply(pageTo(k(1)));
  assert.deepEqual((await lists.groups({}, MORE)).startKeyHistory, ['{"k":1}']);
});

test('L31: the list that has not moved on for longest is forgotten', async (t) => {
  const { fetch } = await setUp(t);
  const value = (/** @type {number} */ at) => ({ value: `g${at}` });
  for (let at = 0; at < 64; at++) await fetch({}, k(1), value(at));
  assert.deepEqual(await fetch(MORE, k(2), value(0)), k(1));
  await fetch({}, k(1), value(64));
  assert.deepEqual(await fetch(MORE, k(3), value(0)), k(2));
  assert.equal(await fetch(MORE, k(1), value(1)), undefined);
  assert.deepEqual(await fetch(MORE, k(2), value(63)), k(1));
});

test('L32: another user begins every list anew, another token of the same user does not', async (t) => {
  let token = jwt('ann', 'first');
  const { fetch } = await setUp(t, { token: () => token });
  await fetch({}, k(1));
  token = jwt('ann', 'renewed');
  assert.deepEqual(await fetch(MORE, k(2)), k(1));
  token = jwt('bob');
  assert.equal(await fetch(MORE, k(3)), undefined);
  token = jwt('ann');
  assert.equal(await fetch(MORE, k(4)), undefined);
});

test('L32: tokens that are no JSON web tokens are of one user each', async (t) => {
  let token = 'a.%.c';
  const { fetch } = await setUp(t, { token: () => token });
  await fetch({}, k(1));
  assert.deepEqual(await fetch(MORE, k(2)), k(1));
  for (token of ['opaque', 'x.bnVsbA.y', jwt(undefined)]) assert.equal(await fetch(MORE, k(1)), undefined, token);
});

test('L32: a late reply to another user moves nothing', async (t) => {
  let token = jwt('ann');
  const { server, lists, fetch, hold } = await setUp(t, { token: () => token });
  const release = hold(k('ann'));
  const late = lists.groups();
  await until(() => server.requests.length === 1);
  token = jwt('bob');
  server.reply({ status: 500, json: {} });
  await failure(lists.groups());
  release();
  assert.deepEqual((await late).startKeyHistory, ['{"k":"ann"}']);
  assert.equal(await fetch(MORE, 'end'), undefined);
});
