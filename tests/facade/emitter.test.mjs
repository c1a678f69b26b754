// @ts-check
// Listeners.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { load } from './helper.mjs';

const { Emitter } = await load('emitter.ts');

test('R10: listeners are told in their order, of their own type', () => {
  const emitter = new Emitter();
  /** @type {unknown[]} */
  const told = [];
  emitter.on('a', (/** @type {any} */ detail) => told.push(['first', detail]));
  emitter.on('b', (/** @type {any} */ detail) => told.push(['other', detail]));
  emitter.on('a', (/** @type {any} */ detail) => told.push(['second', detail]));
  emitter.emit('a', 1);
  emitter.emit('c', 2);
  assert.deepEqual(told, [['first', 1], ['second', 1]]);
});

test('R10: the function that on gives ends that listening alone, also when called twice', () => {
  const emitter = new Emitter();
  let count = 0;
  const listener = () => count++;
  const off = emitter.on('a', listener);
  emitter.on('a', listener);
  emitter.emit('a');
  off();
  off();
  emitter.emit('a');
  assert.equal(count, 3);
});

test('R11: what a listener throws is reported, and the others are told', (t) => {
  const report = t.mock.method(console, 'error', () => {});
  const emitter = new Emitter();
  const thrown = new Error('a listener');
  let told = 0;
  emitter.on('a', () => {
    throw thrown;
  });
  emitter.on('a', () => told++);
  emitter.emit('a');
  assert.equal(told, 1);
  assert.deepEqual(report.mock.calls.map(({ arguments: args }) => args), [[thrown]]);
});

test('R12: who is added while others are told is told the next time, who is removed is not told', () => {
  const emitter = new Emitter();
  /** @type {string[]} */
  const told = [];
  emitter.on('a', () => {
    told.push('first');
    removed();
    emitter.on('a', () => told.push('added'));
  });
  const removed = emitter.on('a', () => told.push('removed'));
  emitter.emit('a');
  assert.deepEqual(told, ['first']);
  emitter.emit('a');
  assert.deepEqual(told, ['first', 'first', 'added']);
});
