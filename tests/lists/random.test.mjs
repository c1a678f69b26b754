// @ts-check
// L42, with random input: `GROUPWIRE_SEED=… node --test tests/lists` runs the same again.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { RealtimeError } from '../../src/js/error.js';
import { jwt, listServer } from './helper.mjs';

const CALLS = 1_500;

const KEYS = [
  'searchFor', 'value', 'condition', 'range', 'group', 'user_id', 'limit', 'startKey', 'ascending', 'fetchMore',
  'list', 'endOfList', 'rid', 'cnt', 'uid', 'cid', 'code', 'message', '__proto__', 'progress', 'toJSON', 'isLate',
];
const JSON_LEAVES = [
  null, true, false, 0, -1, 1001, 2.5, '', ' ', 'end', 'start', 'group', 'number_of_users', '>=', '\ud800', 'a#b#c', '#', 'INVALID_REQUEST: x',
];
const OTHER_LEAVES = [
  undefined, NaN, Infinity, 10n, Symbol('s'), () => 'end', Object.create(null), new Date(NaN), new Map(),
  Object.defineProperty({}, 'self', { enumerable: true, get: () => assert }),
  { get limit() { throw new Error('getter'); }, get group() { throw undefined; }, get value() { throw 1; } },
  new Proxy({}, { get() { throw new Error('get'); }, ownKeys() { throw new Error('keys'); } }),
  { toJSON() { throw new Error('toJSON'); } },
];

/** Random numbers below 1 that a seed determines (mulberry32). @param {number} seed */
function generator(seed) {
  return () => {
    seed = (seed + 0x6d2b79f5) | 0;
    let t = Math.imul(seed ^ (seed >>> 15), seed | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Asserts that a result has the documented shape. @param {any} result @param {'groups' | 'users'} what */
function checkShape(result, what) {
  assert.deepEqual(Object.keys(result), ['list', 'startKey', 'endOfList', 'startKeyHistory']);
  assert.equal(typeof result.endOfList, 'boolean');
  if (result.startKey === 'end') assert.equal(result.endOfList, true);
  assert.ok(result.startKey);
  for (const key of result.startKeyHistory) if (key !== 'end') JSON.parse(key);
  for (const item of result.list) {
    if (what === 'groups') {
      assert.deepEqual(Object.keys(item), ['group', 'number_of_users']);
      assert.equal(typeof item.group, 'string');
    } else {
      assert.deepEqual(Object.keys(item), ['user_id', 'connection_id', 'cid']);
      assert.equal(typeof item.user_id, 'string');
      assert.equal(item.cid, `cid:${item.connection_id}`);
    }
  }
}

test('L42: whatever comes in, a call gives a documented result or error, and every body is JSON', async (t) => {
  const seed = Number(process.env.GROUPWIRE_SEED ?? Date.now() % 2 ** 31);
  t.diagnostic(`GROUPWIRE_SEED=${seed}`);
  const random = generator(seed);
  const below = (/** @type {number} */ n) => Math.floor(random() * n);
  const oneOf = (/** @type {readonly any[]} */ values) => values[below(values.length)];

  /** @type {(leaves: readonly any[], depth: number, likely?: readonly string[]) => any} */
  function value(leaves, depth, likely = KEYS) {
    const sort = depth > 0 ? below(4) : 0;
    if (sort === 0) return oneOf(leaves);
    if (sort === 1) return Array.from({ length: below(4) }, () => value(leaves, depth - 1));
    return Object.fromEntries(Array.from({ length: below(5) }, () => [oneOf(random() < 0.7 ? likely : KEYS), value(leaves, depth - 1)]));
  }
  const input = (/** @type {string[]} */ ...likely) => value(random() < 0.7 ? JSON_LEAVES : [...JSON_LEAVES, ...OTHER_LEAVES], 3, likely);
  const params = () => (random() < 0.7 ? { group: 'g' } : input('searchFor', 'value', 'condition', 'range', 'group', 'user_id'));
  const options = () => (random() < 0.7 ? { fetchMore: true } : input('limit', 'startKey', 'ascending', 'fetchMore'));
  const items = () => Array.from({ length: below(3) }, () => ({ rid: 's#g', cnt: 1, uid: 's#u', cid: 'c', ...(random() < 0.2 ? value(JSON_LEAVES, 1) : {}) }));
  /** @returns {import('./helper.mjs').Reply} */
  const reply = () => ({
    status: oneOf([200, 200, 200, 200, 200, 200, 200, 201, 204, 302, 400, 403, 429, 500, 599]),
    headers: random() < 0.2 ? { 'Retry-After': oneOf(['0', 'x', '-1', '99', '1e3']) } : {},
    ...oneOf([
      ...Array(4).fill({ json: { list: items(), startKey: value(JSON_LEAVES, 2), endOfList: oneOf(JSON_LEAVES) } }),
      { json: value(JSON_LEAVES, 3, ['list', 'code', 'message']) },
      { text: oneOf(['', '{', 'EXISTS: no', '\0', '<html>']) },
      { by: (/** @type {import('node:http').ServerResponse} */ response) => void response.destroy() },
    ]),
  });

  const server = await listServer(t);
  const token = () => oneOf([...Array(9).fill(jwt('ann')), jwt('bob'), jwt(null), 'opaque', '', 'a.b.c', 5]);
  let lists = server.lists({ token });
  const seen = { results: 0, errors: 0 };
  for (let call = 0; call < CALLS; call++) {
    if (below(50) === 0) lists = server.lists({ token, isSkapi: random() < 0.5 });
    const what = /** @type {'groups' | 'users'} */ (oneOf(['groups', 'users']));
    server.reply(reply());
    try {
      checkShape(await lists[what](params(), options()), what);
      seen.results++;
    } catch (error) {
      if (!(error instanceof RealtimeError)) throw new Error(`call ${call} of seed ${seed}`, { cause: error });
      assert.ok(typeof error.code === 'string' && error.code && error.message);
      seen.errors++;
    }
  }
  // The server has parsed every body.
  assert.ok(seen.results > CALLS / 20 && seen.errors > CALLS / 20 && server.requests.length > CALLS / 20, JSON.stringify(seen));
  t.diagnostic(JSON.stringify({ ...seen, requests: server.requests.length }));
});
