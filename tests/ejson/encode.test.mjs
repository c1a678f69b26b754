// @ts-check
// What JavaScript has and JSON has not.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { runInNewContext } from 'node:vm';
import { decode, encode } from '../../src/js/ejson.js';
import { RealtimeError } from '../../src/js/error.js';

/** Asserts that a value cannot be written, and gives the cause. @param {unknown} value */
function refusal(value) {
  try {
    encode(value);
  } catch (error) {
    assert(error instanceof RealtimeError);
    assert.deepEqual([error.code, error.message], ['INVALID_REQUEST', 'Invalid data type.']);
    return error.cause;
  }
  assert.fail('it was written');
}

/** @param {unknown} innermost @param {number} levels */
function nested(innermost, levels) {
  let value = innermost;
  for (let level = 0; level < levels; level++) value = [value];
  return value;
}

test('DE2: bytes of every sort are written', () => {
  const { buffer } = Uint8Array.of(9, 1, 2, 3, 9);
  const expected = { $binary: 'AQID' };
  assert.deepEqual(encode(new Uint8Array(buffer, 1, 3)), expected);
  assert.deepEqual(encode(new DataView(buffer, 1, 3)), expected);
  assert.deepEqual(encode(Int8Array.of(1, 2, 3)), expected);
  assert.deepEqual(encode(Uint8Array.of(1, 2, 3).buffer), expected);
  assert.deepEqual(encode(Buffer.from([1, 2, 3])), expected);
  assert.deepEqual(encode(Uint16Array.of(0x0201)), { $binary: 'AQI=' });
});

test('DE2: a megabyte comes back as it was', () => {
  const bytes = Uint8Array.from({ length: 2 ** 20 + 1 }, (_, at) => at * 31);
  assert.deepEqual(decode(encode(bytes)), bytes);
});

test('DE1, DE2, DE4: values of another frame of the page are what they are', () => {
  const value = runInNewContext('({ date: new Date(5), bytes: new Uint8Array([1, 2, 3]), pattern: /a/g })');
  assert.deepEqual(encode(value), {
    date: { $date: 5 },
    bytes: { $binary: 'AQID' },
    pattern: { $regexp: 'a', $flags: 'g' },
  });
});

test('DE8: what counts is what is written', () => {
  assert.deepEqual(encode({ $date: 5, left: undefined }), { $escape: { $date: 5 } });
  assert.deepEqual(encode({ $date: undefined }), {});
  assert.deepEqual(encode({ $date: undefined, $escape: 1 }), { $escape: { $escape: 1 } });
  assert.deepEqual(encode({ $flags: '', $regexp: 'a' }), { $escape: { $flags: '', $regexp: 'a' } });
  assert.deepEqual(encode({ $type: 't', $value: undefined }), { $type: 't' });
});

test('DE9: what JSON leaves out is left out', () => {
  const symbol = Symbol('s');
  const value = { a: undefined, b: () => 1, c: symbol, [symbol]: 1, d: [undefined, () => 1, symbol, , null] };
  assert.deepEqual(encode(value), { d: [null, null, null, null, null] });
  assert.deepEqual([undefined, () => 1, symbol].map(encode), [undefined, undefined, undefined]);
});

test('DE9: objects say themselves what they are in JSON', () => {
  const at = new Date(5);
  assert.deepEqual(encode({ url: new URL('http://localhost/'), event: { toJSON: () => ({ at }) } }), {
    url: 'http://localhost/',
    event: { at: { $date: 5 } },
  });
  assert.deepEqual(encode([Object(1), Object('a'), Object(false), Object(NaN)]), [1, 'a', false, { $InfNaN: 0 }]);
});

test('DE9: objects of classes are their own fields', () => {
  class Point {
    x = 1;
    #y = 2;
    get y() {
      return this.#y;
    }
  }
  assert.deepEqual(encode(new Point()), { x: 1 });
  assert.deepEqual(encode(Object.assign(Object.create({ inherited: 1 }), { own: 2 })), { own: 2 });
  assert.deepEqual(encode(Object.assign(Object.create(null), { $date: 5 })), { $escape: { $date: 5 } });
});

test('DE9: the sign of zero stays', () => {
  assert(Object.is(encode(-0), -0));
  assert(Object.is(decode(-0), -0));
});

test('DE9: what is written shares nothing with the value', () => {
  const inner = { a: 1 };
  const written = encode({ list: [inner], custom: { $type: 't', $value: inner } });
  inner.a = 2;
  assert.deepEqual(written, { list: [{ a: 1 }], custom: { $type: 't', $value: { a: 1 } } });
});

test('DE11: what contains itself cannot be written', () => {
  /** @type {any} */
  const cycle = { again: [] };
  cycle.again.push(cycle, cycle);
  assert(refusal(cycle) instanceof RangeError);
  assert(refusal({ $type: 't', $value: cycle }) instanceof TypeError);
  /** @type {any} */
  const asked = { toJSON: () => ({ asked }) };
  assert(refusal(asked) instanceof RangeError);
});

test('DE11: what is used twice can be written', () => {
  const shared = { at: new Date(5) };
  assert.deepEqual(encode([shared, shared]), [{ at: { $date: 5 } }, { at: { $date: 5 } }]);
});

test('DE11: a thousand levels can be written and read, more cannot be written', () => {
  const value = nested(new Date(5), 1000);
  assert.equal(JSON.stringify(encode(value)), `${'['.repeat(1000)}{"$date":5}${']'.repeat(1000)}`);
  assert.deepEqual(encode(decode(encode(value))), encode(value));
  refusal(nested(1, 1002));
  refusal(nested(1, 100_000));
});

test('DE11: what fails while it is read cannot be written', () => {
  const fault = new Error('getter');
  const thrower = () => {
    throw fault;
  };
  assert.equal(refusal({ a: [{ get b() { return thrower(); } }] }), fault);
  assert.equal(refusal({ toJSON: thrower }), fault);
  assert.equal(refusal(new Proxy({}, { ownKeys: thrower })), fault);
  assert(refusal([10n]) instanceof TypeError);
});
