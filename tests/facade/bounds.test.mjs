// @ts-check
// The bounds of a call: its signal and its time.

import assert from 'node:assert/strict';
import { getEventListeners } from 'node:events';
import { test } from 'node:test';
import { load } from './helper.mjs';

const { abortable, refusal, watch } = await load('bounds.ts');

/** How many listen to a signal. @param {AbortSignal} signal */
const listening = (signal) => getEventListeners(signal, 'abort').length;

test('R20: what is no signal, and what is no time, is refused', () => {
  for (const signal of [true, 'signal', {}, new AbortController()]) {
    const { code, message } = refusal({ signal });
    assert.deepEqual([code, message], ['INVALID_PARAMETER', '"signal" must be an AbortSignal.']);
  }
  for (const timeout of [-1, NaN, Infinity, 2 ** 31, '5', null, 5n, {}]) {
    const { code, message } = refusal({ timeout });
    assert.deepEqual([code, message], ['INVALID_PARAMETER', '"timeout" must be a number of milliseconds.'], String(timeout));
  }
  for (const options of [{}, { signal: null }, { signal: undefined, timeout: undefined }, { timeout: 0 }, { signal: new AbortController().signal, timeout: 2 ** 31 - 1 }]) {
    assert.equal(refusal(options), undefined);
  }
});

test('R21: a signal that is aborted already refuses the call, with its reason as cause', () => {
  const reason = new Error('no more');
  const { code, cause, settled } = refusal({ signal: AbortSignal.abort(reason) });
  assert.deepEqual({ code, cause, settled }, { code: 'ABORTED', cause: reason, settled: 'never-sent' });
});

test('R22: a call that waits ends with its signal', () => {
  const controller = new AbortController();
  /** @type {any[]} */
  const errors = [];
  const release = watch({ signal: controller.signal }, (/** @type {any} */ error) => errors.push(error));
  controller.abort('enough');
  assert.equal(errors.length, 1);
  assert.deepEqual([errors[0].code, errors[0].cause, errors[0].settled], ['ABORTED', 'enough', 'never-sent']);
  release();
  assert.equal(listening(controller.signal), 0);
});

test('R23: a call that waits ends with its time, and is made with what is left of it', (t) => {
  t.mock.timers.enable({ apis: ['setTimeout'] });
  let now = 5_000;
  t.mock.method(performance, 'now', () => now);
  /** @type {any[]} */
  const errors = [];
  watch({ timeout: 100 }, (/** @type {any} */ error) => errors.push(error));
  const options = { timeout: 300, limit: 5 };
  const release = watch(options, () => assert.fail('it is not over'));
  t.mock.timers.tick(100);
  assert.deepEqual(errors.map(({ code, settled }) => [code, settled]), [['TIMEOUT', 'never-sent']]);
  now += 120;
  assert.deepEqual(release(), { timeout: 180, limit: 5 });
  t.mock.timers.tick(1_000);
  now += 1_000;
  assert.deepEqual(watch({ timeout: 300 }, () => {})(), { timeout: 300 });
  assert.equal(watch(options, () => {})().limit, 5);
  const none = { limit: 5 };
  assert.equal(watch(none, () => {})(), none);
});

test('R24: an aborted call is taken back, and a settled one leaves no listener', async () => {
  /** @type {any[]} */
  const taken = [];
  const core = { abort: (/** @type {any[]} */ ...args) => taken.push(args) };
  const controller = new AbortController();
  const { signal } = controller;
  const good = Promise.resolve();
  const bad = Promise.reject(new Error('refused'));
  bad.catch(() => {});
  const open = new Promise(() => {});
  for (const promise of [good, bad, open]) assert.equal(abortable(core, promise, signal), promise);
  assert.equal(listening(signal), 3);
  await Promise.allSettled([good, bad]);
  await null;
  assert.equal(listening(signal), 1);
  controller.abort('enough');
  assert.deepEqual(taken, [[open, 'enough']]);
  assert.equal(abortable(core, open, null), open);
});
