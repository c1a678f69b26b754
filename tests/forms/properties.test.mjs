// @ts-check
// F29: whatever the names and values are, no value is lost without an error.

import assert from 'node:assert/strict';
import { randomInt } from 'node:crypto';
import { test } from 'node:test';
import { RealtimeError } from '../../src/js/error.js';
import { readForm } from '../../src/js/form.js';
import { valuesOf } from '../../src/js/form-values.js';
import { MAX_HOLES, controls, outOfRange, refused } from './helper.mjs';

const FORMS = 20_000;

/** `GROUPWIRE_SEED=… node --test tests/forms/properties.test.mjs` tries the same forms again. */
const seed = Number(process.env['GROUPWIRE_SEED'] ?? randomInt(2 ** 32));

const SEGMENTS = [
  ...['', 'a', 'b', '0', '1', '2', '00', '"a"', '"0"', "'b[c]'", '"b', '1.5', '1e3', '-1', '+1', '9999', '10001'],
  ...['12345678901', '9'.repeat(400), '__proto__', 'constructor', 'prototype', 'length', 'toString', 'toJSON'],
];
const TYPES = ['text', 'number', 'checkbox', 'radio', 'select-one', 'select-multiple', 'file', '__proto__', ''];

/** A source of numbers below `n`, the same for the same seed (mulberry32). @param {number} state */
function numbers(state) {
  return (/** @type {number} */ n) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) % n;
  };
}

/** @typedef {ReturnType<typeof numbers>} Below */

/** One of a list. @template T @param {Below} below @param {readonly T[]} list */
const pick = (below, list) => /** @type {T} */ (list[below(list.length)]);

/** @param {Below} below @param {number} most @param {() => string} make */
const some = (below, most, make) => Array.from({ length: below(most + 1) }, make).join('');

/** A name that is likely to meet others, one of brackets and quotes, or one of any characters. @param {Below} below */
function name(below) {
  switch (below(4)) {
    case 0:
      return some(below, 12, () => pick(below, ['a', 'b', '0', '[', ']', '"', "'", '.', '-']));
    case 1:
      return some(below, 8, () => String.fromCharCode(below(2 ** 16)));
    default:
      return pick(below, ['a', 'b', '__proto__', 'constructor']) + some(below, 3, () => `[${pick(below, SEGMENTS)}]`);
  }
}

/** A control as the DOM reader lists it, with values that are told apart. @param {Below} below @param {() => string} value */
function control(below, value) {
  const type = pick(below, below(3) ? TYPES.slice(0, 6) : TYPES);
  const entry = [type, name(below)];
  if (type === 'checkbox' || type === 'radio') return [...entry, value(), below(2) === 1];
  if (type === 'select-multiple') return [...entry, ...Array.from({ length: below(4) }, value)];
  if (type === 'file') return below(8) ? entry : [...entry, 'a.png'];
  return below(8) ? [...entry, value()] : entry;
}

/** The values that a control has to give. @param {any[]} entry @returns {any[]} */
function given([type, name, value, ...rest]) {
  if (!name || value === undefined) return [];
  if (type === 'checkbox' || type === 'radio') return rest[0] ? [value] : [];
  return type === 'select-multiple' ? [value, ...rest] : [value];
}

/** The values in data, for which nothing but plain objects, lists and `null`s may stand. @param {any} data @returns {any[]} */
function leaves(data) {
  if (data === null) return [];
  if (typeof data !== 'object') return [data];
  assert.equal(Object.getPrototypeOf(data), Array.isArray(data) ? Array.prototype : Object.prototype);
  // A list without holes has a key for each item.
  if (Array.isArray(data)) assert.equal(Object.keys(data).length, data.length);
  return Reflect.ownKeys(data).flatMap((key) => (Array.isArray(data) && key === 'length' ? [] : leaves(ownValue(data, key))));
}

/** An own property, also `__proto__`. @param {object} object @param {PropertyKey} key */
const ownValue = (object, key) => Object.getOwnPropertyDescriptor(object, key)?.value;

/** What the objects that all others share are made of. */
const shared = () => [Object.prototype, Array.prototype, Object, Function.prototype, Map.prototype, String.prototype].map((object) => {
  const keys = Reflect.ownKeys(object);
  return { keys, values: keys.map((key) => ownValue(object, key)) };
});

test('F26, F29: every value is kept or the form is refused, and no prototype touched', (t) => {
  t.diagnostic(`GROUPWIRE_SEED=${seed}`);
  const below = numbers(seed);
  const before = shared();
  let count = 0;
  const value = () => `v${count++}`;
  let kept = 0;
  for (let at = 0; at < FORMS; at++) {
    const entries = Array.from({ length: below(7) }, () => control(below, value));
    const context = `GROUPWIRE_SEED=${seed}: ${JSON.stringify(entries)}`;
    const copy = structuredClone(entries);
    let data;
    try {
      data = valuesOf({ entries });
    } catch (error) {
      assert(error instanceof RealtimeError && error.code === 'INVALID_REQUEST', `${context}: ${error}`);
      continue;
    } finally {
      assert.deepEqual(entries, copy, context);
    }
    kept += 1;
    assert.equal(Object.getPrototypeOf(data), Object.prototype, context);
    assert.deepEqual(leaves(data).sort(), entries.flatMap(given).sort(), context);
  }
  t.diagnostic(`${kept} of ${FORMS} forms were kept`);
  assert(kept > FORMS / 10 && kept < FORMS, `${kept} of ${FORMS}`);
  assert.deepEqual(shared(), before);
});

test('F29: a FormData of any names and strings is read or refused', (t) => {
  t.diagnostic(`GROUPWIRE_SEED=${seed}`);
  const below = numbers(seed);
  for (let at = 0; at < 1000; at++) {
    const data = new FormData();
    let count = 0;
    while (below(4)) data.append(name(below), `v${count++}`);
    const form = readForm(data);
    assert(form);
    try {
      assert.deepEqual(leaves(valuesOf(form)).sort(), form.entries.flatMap(given).sort());
    } catch (error) {
      assert(error instanceof RealtimeError, `GROUPWIRE_SEED=${seed}: ${JSON.stringify(form.entries)}: ${error}`);
    }
  }
});

test('F26: `__proto__` is a field of its own at every depth', () => {
  const data = valuesOf({ entries: controls('__proto__[__proto__][polluted]', '__proto__[a]', 'b[][__proto__][0]') });
  const outer = ownValue(data, '__proto__');
  assert.deepEqual(Object.keys(data), ['__proto__', 'b']);
  assert.deepEqual(Object.keys(outer), ['__proto__', 'a']);
  assert.deepEqual(ownValue(outer, '__proto__'), { polluted: 'x' });
  assert.deepEqual(ownValue(data.b[0], '__proto__'), ['x']);
  assert.equal(Reflect.get({}, 'polluted'), undefined);
});

test('F23, F29: huge indexes allocate nothing', () => {
  const start = { time: performance.now(), heap: process.memoryUsage().heapUsed };
  for (const index of ['4294967294', '4294967295', '4294967296', '9007199254740993', '9'.repeat(400)]) {
    for (const form of [[], ['a[0]'], ['a[]', 'a']]) {
      for (const name of [`a[${index}]`, `b[${index}][0]`, `b[][${index}]`, `b[c][${index}][d]`]) {
        refused(controls(...form, name), outOfRange(name));
      }
    }
    assert.equal(Object.keys(valuesOf({ entries: controls('a[b]', `a[${index}]`) }).a).length, 2);
  }
  // Many holes in each of many lists are as many holes.
  const lists = Array.from({ length: 100 }, (_, at) => `a[${at}][${MAX_HOLES / 50}]`);
  refused(controls(...lists), outOfRange(/** @type {string} */ (lists[50])));
  const heap = process.memoryUsage().heapUsed - start.heap;
  const time = performance.now() - start.time;
  assert(heap < 50e6 && time < 2000, `${heap} bytes, ${time} ms`);
});
