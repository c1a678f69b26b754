// @ts-check
// When the list of a group's users is asked for.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { load } from './helper.mjs';

const { Roster } = await load('roster.ts');

const item = (/** @type {string} */ user_id) => ({ user_id, cid: `cid:${user_id}`, connection_id: user_id });
const page = (/** @type {string[]} */ users, /** @type {any} */ startKey = 'end') => ({
  list: users.map(item),
  startKey,
  endOfList: startKey === 'end',
  startKeyHistory: [],
});
const turn = () => new Promise((resolve) => setImmediate(resolve));

/** A roster whose requests are answered by hand. */
function byHand() {
  /** @type {{ options: any, answer: (page: object) => void, fail: (error: Error) => void }[]} */
  const requests = [];
  /** @type {string[][]} */
  const told = [];
  const fetch = (/** @type {any} */ options) =>
    new Promise((resolve, reject) => requests.push({ options, answer: resolve, fail: reject }));
  const roster = new Roster(fetch, (/** @type {any[]} */ members) => told.push(members.map(({ user_id }) => user_id)));
  return { roster, requests, told };
}

test('J34: all pages are asked for, and told of once', async () => {
  const { roster, requests, told } = byHand();
  roster.refresh();
  requests[0]?.answer(page(['ann'], { k: 1 }));
  await turn();
  requests[1]?.answer(page(['bob']));
  await turn();
  assert.deepEqual(told, [['ann', 'bob']]);
  assert.deepEqual(requests.map(({ options: { limit, startKey } }) => [limit, startKey]), [[1000, null], [1000, { k: 1 }]]);
});

test('J34: asking again gives up what was asked before', async () => {
  const { roster, requests, told } = byHand();
  roster.refresh();
  roster.refresh();
  assert.deepEqual(requests.map(({ options }) => options.signal.aborted), [true, false]);
  requests[1]?.answer(page(['new']));
  await turn();
  requests[0]?.answer(page(['old']));
  await turn();
  assert.deepEqual(told, [['new']]);
});

test('J34: a failed request is made again after 5 s, unless it is given up', async (t) => {
  t.mock.timers.enable({ apis: ['setTimeout'] });
  const { roster, requests, told } = byHand();
  roster.refresh();
  requests[0]?.fail(new Error('offline'));
  await turn();
  t.mock.timers.tick(4_999);
  assert.equal(requests.length, 1);
  t.mock.timers.tick(1);
  requests[1]?.fail(new Error('offline'));
  await turn();
  roster.stop();
  t.mock.timers.tick(10_000);
  assert.equal(requests.length, 2);

  roster.refresh();
  roster.stop();
  requests[2]?.fail(new Error('aborted'));
  await turn();
  t.mock.timers.tick(10_000);
  assert.deepEqual([requests.length, told], [3, []]);
});

test('J35: what is cleared is told of once, and a late list is not taken', async () => {
  const { roster, requests, told } = byHand();
  roster.clear();
  roster.refresh();
  requests[0]?.answer(page(['ann']));
  await turn();
  roster.refresh();
  roster.clear();
  roster.clear();
  requests[1]?.answer(page(['late']));
  await turn();
  roster.notice({ code: 'USER_JOINED', sender: 'bob', sender_cid: 'cid:bob' });
  assert.deepEqual([told, roster.members], [[['ann'], []], []]);
});
