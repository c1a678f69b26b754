// @ts-check
// The clock of the session, with the platform's two clocks in our hands.

import assert from 'node:assert/strict';
import { afterEach, mock, test } from 'node:test';
import { clock, wallClock } from '../../src/js/clock.js';

afterEach(() => mock.restoreAll());

test('V17: sleep of the machine is time, and corrections of the wall clock are not', () => {
  let monotonic = 5_000;
  let wall = performance.timeOrigin + 5_000;
  mock.method(performance, 'now', () => monotonic);
  mock.method(Date, 'now', () => wall);
  const pass = (/** @type {number} */ seen, /** @type {number} */ real) => {
    monotonic += seen;
    wall += real;
    return clock();
  };
  assert.equal(clock(), 5_000);
  assert.equal(pass(100, 100), 5_100);
  // A correction by half a second, forth and back.
  assert.equal(pass(100, 600), 5_200);
  assert.equal(pass(100, -400), 5_300);
  // An hour of sleep that only the wall clock has seen.
  assert.equal(pass(1_000, 3_601_000), 3_606_300);
  assert.equal(pass(1_000, 1_000), 3_607_300);
  // Somebody sets the wall clock back: time goes on.
  assert.equal(pass(1_000, -3_600_000), 3_608_300);
});

test('B10, K15: a moment is the same on the wall clock at every look, until somebody sets that', () => {
  let wall = Date.now();
  mock.method(Date, 'now', () => wall);
  const at = clock() + 60_000;
  const moment = wallClock(at);
  assert.ok(Math.abs(moment - (wall + 60_000)) < 2, `${moment - wall}`);
  wall += 500;
  assert.equal(wallClock(at), moment);
  wall -= 3_600_000;
  assert.ok(Math.abs(wallClock(at) - (moment - 3_599_500)) < 50);
});
