// @ts-check
// DE13, with random values: `GROUPWIRE_SEED=… node --test tests/ejson` runs the same again.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { decode, encode } from '../../src/js/ejson.js';
import { generator, seed } from '../support/random.mjs';
import { assertSame } from './same.mjs';

const RUNS = 20_000;

/** Keys that make trouble, and some that don't. */
const KEYS = [
  '$date', '$binary', '$InfNaN', '$escape', '$regexp', '$flags', '$type', '$value', '$', '$oid', '$$date',
  '__proto__', 'constructor', 'toJSON', 'toString', 'length', '0', '', 'a', 'b', 'ts', '\ud800', '$flags,$regexp',
];
const LEAVES = [
  null, true, false, 0, 1, -1, 2, 5, 1.5, 2 ** 53, 2 ** 63, 1e300, '', 'g', 'gi', 'a', '(', 'AQID', 'AQ==', '*', '\ud800', '$date', 't',
];
const OTHERS = [
  ...[0, -1, 1e12, 8.64e15, NaN].map((ms) => new Date(ms)),
  ...[[], [0], [255, 0], [1, 2, 3], [1, 2, 3, 4]].map((bytes) => Uint8Array.from(bytes)),
  ...[/a/, /^\/(b|c)[\]]/gimsuy, /(?:)/, /\ud83d/u],
  ...[NaN, Infinity, -Infinity],
];

/** What makes random values. @param {(n: number) => number} below */
function maker(below) {
  const oneOf = (/** @type {readonly any[]} */ values) => values[below(values.length)];
  /** @param {readonly any[]} leaves @param {number} depth @returns {any} */
  function value(leaves, depth) {
    const sort = depth > 0 ? below(3) : 0;
    if (sort === 0) return oneOf(leaves);
    if (sort === 1) return Array.from({ length: below(4) }, () => value(leaves, depth - 1));
    const object = Object.fromEntries(Array.from({ length: below(4) }, () => [oneOf(KEYS), value(leaves, depth - 1)]));
    // A value of a type of the server's is JSON.
    if (typeof object.$type === 'string' && '$value' in object) object.$value = sent(object.$value);
    return object;
  }
  return value;
}

/** A check of many random values, which tells with which seed and run it failed. @param {import('node:test').TestContext} t @param {readonly any[]} leaves @param {(value: any) => void} check */
function ofMany(t, leaves, check) {
  const begun = seed();
  t.diagnostic(`GROUPWIRE_SEED=${begun}`);
  const value = maker(generator(begun));
  for (let run = 0; run < RUNS; run++) {
    const made = value(leaves, 5);
    try {
      check(made);
    } catch (cause) {
      throw new Error(`run ${run} of seed ${begun}`, { cause });
    }
  }
}

/** A value as it comes over the network. @param {any} value */
const sent = (value) => JSON.parse(JSON.stringify(value));

test('DE13: every value is read as it was written', (t) => {
  let special = 0;
  ofMany(t, [...LEAVES, ...OTHERS], (value) => {
    const written = encode(value);
    assertSame(decode(written), value);
    assert.deepEqual(sent(written), written);
    if (/"\$(date|binary|InfNaN|escape|regexp)"/.test(JSON.stringify(written))) special++;
  });
  assert(special > RUNS / 10, `${special} values with something to write`);
});

test('DE13: what is written is read and written the same', (t) => {
  ofMany(t, [...LEAVES, ...OTHERS], (value) => {
    const written = encode(value);
    assert.deepEqual(encode(decode(written)), written);
  });
});

test('DE12, DE13: any JSON can be read, and the value that it says can be written', (t) => {
  let changed = 0;
  ofMany(t, LEAVES, (json) => {
    const before = JSON.stringify(json);
    const value = decode(json);
    assert.equal(JSON.stringify(json), before, 'reading changed it');
    assertSame(decode(encode(value)), value);
    if (value !== json) changed++;
  });
  // One in a hundred does, more or less.
  assert(changed > RUNS / 400, `${changed} values with something to read`);
});
