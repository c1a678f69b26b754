// @ts-check
// What comes from the network, whatever it is.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { decode, encode } from '../../src/js/ejson.js';

/** An object frozen with all that is in it. @template T @param {T} value @returns {T} */
function frozen(value) {
  if (typeof value === 'object' && value !== null) Object.values(Object.freeze(value)).forEach(frozen);
  return value;
}

test('DE12: where there is nothing to read, nothing is copied', () => {
  const json = frozen({ a: [1, { b: null }], $c: '$date', d: { $date: 'today' } });
  assert.equal(decode(json), json);
});

test('DE12: what is read stays as it is, and lends the parts in which nothing changes', () => {
  const json = frozen({ at: [{ $date: 5 }], rest: { a: [1] }, list: [{ b: 1 }, { $InfNaN: 1 }] });
  const value = decode(json);
  assert.deepEqual(value, { at: [new Date(5)], rest: { a: [1] }, list: [{ b: 1 }, Infinity] });
  assert.equal(value.rest, json.rest);
  assert.equal(value.list[0], json.list[0]);
  assert.deepEqual(json.at, [{ $date: 5 }]);
});

test('DE12: the order of fields stays', () => {
  const text = '{"z":1,"at":{"$date":5},"a":{"$escape":{"$date":1}},"__proto__":{"$binary":"AQ=="},"b":2}';
  assert.equal(JSON.stringify(encode(decode(JSON.parse(text)))), text);
});

test('DE10: no field touches a prototype', () => {
  const text = '{"__proto__":{"isAdmin":true,"at":{"$date":5}},"constructor":{"prototype":{"at":{"$date":6}}}}';
  for (const value of [decode(JSON.parse(text)), decode({ $escape: JSON.parse(text) }), encode(decode(JSON.parse(text)))]) {
    assert.equal(Object.getPrototypeOf(value), Object.prototype);
    assert.equal(value.isAdmin, undefined);
    assert.deepEqual(Object.keys(value), ['__proto__', 'constructor']);
  }
  assert.equal(JSON.stringify(encode(decode(JSON.parse(text)))), text);
  assert.equal(/** @type {any} */ ({}).at, undefined);
});

test('DE12: whatever is nested, nothing overflows', () => {
  const deep = 1_000_000;
  const levels = { '[': ']', '{"$escape":': '}', '{"$date":': '}', '{"$type":"t","$value":': '}', '{"a":[{"$regexp":': '}]}' };
  for (const [open, close] of Object.entries(levels)) {
    const json = JSON.parse(`${open.repeat(deep)}{"$date":5}${close.repeat(deep)}`);
    assert.equal(typeof decode(json), 'object');
  }
});

test('DE12: what is nested deeper than a thousand levels stays as it came', () => {
  /** @param {number} levels */
  const innermost = (levels) => {
    let value = decode(JSON.parse(`${'['.repeat(levels)}{"$date":5}${']'.repeat(levels)}`));
    while (Array.isArray(value)) [value] = value;
    return value;
  };
  assert.deepEqual(innermost(1000), new Date(5));
  assert.deepEqual(innermost(1001), { $date: 5 });
});

test('DE12: no pattern, however hostile, makes an error', () => {
  for (const $regexp of ['(', '['.repeat(100_000), '('.repeat(1_000_000), 'a{2,1}', '\\', '(?<n>a)(?<n>b)', '*']) {
    const json = { $regexp, $flags: 'u' };
    assert.equal(decode(json), json);
  }
  for (const $flags of ['uv', 'G', ' ', 'g'.repeat(49) + 'Gg', '\u0000']) {
    const json = { $regexp: 'a', $flags };
    assert.equal(decode(json), json);
  }
});
