// @ts-check
// The scenarios' judge: what it accepts, and what it does not.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Disappointment, expectAccounted, expectOnceInOrder } from './accounts.mjs';

const SENT = { settled: 'acknowledged' };
const UNKNOWN = { settled: 'unknown', error: 'no answer' };
const NEVER_SENT = { settled: 'never-sent', error: 'not open' };

/** @param {() => void} judge @param {RegExp} message */
const disappoints = (judge, message) => assert.throws(judge, (error) => error instanceof Disappointment && message.test(error.message));

test('messages arrive once and in order, with gaps or without', () => {
  expectOnceInOrder([]);
  expectOnceInOrder([0, 1, 2]);
  expectOnceInOrder([0, 2, 5]);
  disappoints(() => expectOnceInOrder([0, 1, 1]), /1 of them arrived twice \(1\)/);
  disappoints(() => expectOnceInOrder([0, 2, 1]), /out of order: 1/);
});

test('what was reported as sent has arrived', () => {
  expectAccounted([SENT, SENT], [0, 1]);
  disappoints(() => expectAccounted([SENT, SENT], [0]), /1 of 2 posts were reported as acknowledged and never arrived/);
});

test('what nobody knows may have arrived or not, but not twice', () => {
  expectAccounted([UNKNOWN], []);
  expectAccounted([UNKNOWN], [0]);
  disappoints(() => expectAccounted([UNKNOWN], [0, 0]), /twice/);
});

test('what was reported as never sent has not arrived', () => {
  expectAccounted([NEVER_SENT], []);
  disappoints(() => expectAccounted([NEVER_SENT], [0]), /reported as never-sent and did arrive/);
});

test('every post settles', () => {
  disappoints(() => expectAccounted([{ settled: undefined, error: 'never settled' }], [0]), /1 of 1 posts never settled/);
});
