// @ts-check
// The table of promises that a client has given out.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Promises } from '../../src/js/promises.js';

test('a promise is settled once, with what its call gives', async () => {
  const promises = new Promises();
  const [first, second] = [promises.open(1), promises.open(2)];
  assert.equal(promises.size, 2);
  promises.settle(2, true, 'two');
  promises.settle(1, false, 'one');
  promises.settle(1, true, 'too late');
  promises.settle(3, true, 'nobody asked');
  assert.equal(promises.size, 0);
  assert.equal(await second, 'two');
  await assert.rejects(first, (reason) => reason === 'one');
});

test('a call is found by its promise until that is settled', () => {
  const promises = new Promises();
  const [first, second] = [promises.open(1), promises.open(2)];
  assert.deepEqual([first, second, Promise.resolve()].map((promise) => promises.idOf(promise)), [1, 2, 0]);
  promises.settle(1, true);
  assert.deepEqual([first, second].map((promise) => promises.idOf(promise)), [0, 2]);
  promises.settle(2, true);
});

test('B7: a stop rejects what is open in every table, and leaves none of it', async () => {
  const [one, other, idle] = [new Promises(), new Promises(), new Promises()];
  const open = [one.open(1), one.open(2), other.open(1)];
  await Promise.all([idle.open(1), idle.settle(1, true)]);
  const bug = new Error('a bug');
  Promises.stop(bug);
  assert.deepEqual([one.size, other.size, idle.size], [0, 0, 0]);
  const outcomes = await Promise.allSettled(open);
  for (const outcome of outcomes) {
    assert(outcome.status === 'rejected');
    const { code, message, cause } = outcome.reason;
    assert.deepEqual([code, cause], ['ERROR', bug]);
    assert.equal(message, 'groupwire has stopped after an internal error. Reload the page.');
  }
});
