// @ts-check
// Where the controls' names put the values.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { valuesOf } from '../../src/js/form-values.js';
import { MAX_DEPTH, MAX_HOLES, START, conflict, controls, names, outOfRange, read, refused, tooDeep } from './helper.mjs';

test('F16: brackets make objects', () => {
  assert.equal(
    names(['user[name]', 'N'], ['user[home][city]', 'C'], ['user[home][zip]', 'Z']),
    '{"user":{"name":"N","home":{"city":"C","zip":"Z"}}}',
  );
});

test('F16: the worked example of the reference holds', () => {
  assert.equal(
    read([
      ['text', 'user[name]', 'N'],
      ['number', 'user[age]', 3],
      ['text', 'user[tags][0]', 't0'],
      ['text', 'user[tags][1]', 't1'],
      ['text', 'user["k e"]', 'q'],
      ['text', 'user[1.5]', 'f'],
    ]),
    '{"user":{"name":"N","age":3,"tags":["t0","t1"],"k e":"q","1.5":"f"}}',
  );
});

test('F17: indexes make lists with null in the holes', () => {
  assert.equal(names(['a[2]', 'x']), '{"a":[null,null,"x"]}');
  assert.equal(names(['a[1]', 'y'], ['a[0]', 'x']), '{"a":["x","y"]}');
  assert.equal(names(['a[0][1]', 'x']), '{"a":[[null,"x"]]}');
  assert.equal(names(['a[007]', 'x']), names(['a[7]', 'x']));
});

test('F17: the holes stay where the name comes again without an index', () => {
  assert.equal(names(['a[2]', 'x'], ['a', 'y']), '{"a":[null,null,"x","y"]}');
  assert.equal(names(['a[0][1]', 'x'], ['a[0]', 'y'], ['a[0][]', 'z']), '{"a":[[null,"x","y","z"]]}');
  assert.equal(read([['text', 'a[1]', 'x'], ['select-multiple', 'a', 'y', 'z']]), '{"a":[null,"x","y","z"]}');
});

test('F17: values under one index make a list there', () => {
  assert.equal(names(['a[0]', 'x'], ['a[0]', 'y']), '{"a":[["x","y"]]}');
});

test('F17: an index into an object is a key, as it is written', () => {
  // In an object, the keys that are indexes come first.
  assert.equal(names(['a[b]', 'x'], ['a[0]', 'y'], ['a[00]', 'z']), '{"a":{"0":"y","b":"x","00":"z"}}');
  const id = '12345678901234567890';
  assert.equal(names(['a[b]', 'x'], [`a[${id}]`, 'y']), `{"a":{"b":"x","${id}":"y"}}`);
  const endless = '9'.repeat(400);
  assert.equal(names(['a[b]', 'x'], [`a[${endless}][c]`, 'y']), `{"a":{"b":"x","${endless}":{"c":"y"}}}`);
});

test('F18: empty brackets append to a flat list', () => {
  assert.equal(names(['a[]', 'x'], ['a[]', 'y']), '{"a":["x","y"]}');
  assert.equal(names(['a[]', 'x']), '{"a":["x"]}');
  assert.equal(names(['a[b][]', 'x'], ['a[b][]', 'y']), '{"a":{"b":["x","y"]}}');
  assert.equal(
    read([
      ['checkbox', 'check[]', 'on', false],
      ['checkbox', 'check[]', 'on', true],
      ['checkbox', 'check[]', 'Vim', true],
      ['checkbox', 'check[]', 'Emacs', false],
    ]),
    '{"check":[false,true,"Vim"]}',
  );
});

test('F18: a name with and without empty brackets is one list', () => {
  assert.equal(names(['a[]', 'x'], ['a', 'y']), '{"a":["x","y"]}');
  assert.equal(names(['a', 'x'], ['a[]', 'y'], ['a', 'z']), '{"a":["x","y","z"]}');
  assert.equal(names(['a[2]', 'x'], ['a[]', 'y']), '{"a":[null,null,"x","y"]}');
  // What counts is whether there is a value, not which.
  assert.equal(read([['number', 'a', 0], ['checkbox', 'a[]', 'on', false], ['text', 'a[]', '']]), '{"a":[0,false,""]}');
});

test('F19: rows go on until a field comes again', () => {
  assert.equal(
    names(
      ['row[][name]', 'A'],
      ['row[][age]', '1'],
      ['row[][name]', 'B'],
      ['row[][tags][]', 'x'],
      ['row[][tags][]', 'y'],
      ['row[][at][1]', 'p'],
      ['row[][at][0]', 'q'],
      ['row[][at][0]', 'r'],
    ),
    '{"row":[{"name":"A","age":"1"},{"name":"B","tags":["x","y"],"at":["q","p"]},{"at":["r"]}]}',
  );
  assert.equal(names(['a[]', 'x'], ['a[][b]', 'y']), '{"a":["x",{"b":"y"}]}');
  assert.equal(names(['a[][]', 'x'], ['a[][]', 'y']), '{"a":[["x","y"]]}');
  assert.equal(names(['a[][][b]', 'x'], ['a[][][c]', 'y'], ['a[][][b]', 'z']), '{"a":[[{"b":"x","c":"y"},{"b":"z"}]]}');
});

test('F19: a number is a field of a row like any other', () => {
  assert.equal(names(['row[][a]', 'x'], ['row[][0]', 'y'], ['row[][0]', 'z']), '{"row":[{"0":"y","a":"x"},["z"]]}');
});

test('F20: quoted segments are keys without their quotes', () => {
  assert.equal(names(['a["0"]', 'x']), '{"a":{"0":"x"}}');
  assert.equal(names([`a['k e']["b"]`, 'x']), '{"a":{"k e":{"b":"x"}}}');
  assert.equal(names(['a["b[c]"][d]', 'x']), '{"a":{"b[c]":{"d":"x"}}}');
  assert.equal(names(["a['b[c]']", 'x']), '{"a":{"b[c]":"x"}}');
  assert.equal(names(['"0"', 'x']), '{"0":"x"}');
  assert.equal(names(['a[""]', 'x']), '{"a":{"":"x"}}');
  assert.equal(names(['a["]', 'x']), String.raw`{"a":{"\"":"x"}}`);
  assert.equal(names([`a["it's"]`, 'x']), `{"a":{"it's":"x"}}`);
});

test('F20: a quotation ends at the next quote', () => {
  assert.equal(names(['a["b][c["d"]', 'x']), String.raw`{"a":{"\"b":{"c":{"d":"x"}}}}`);
  assert.equal(names(['a["b"c"]', 'x']), String.raw`{"a":{"b\"c":"x"}}`);
});

test('F21: a number with a dot is a key', () => {
  assert.equal(names(['1.5', 'x'], ['a[2.0]', 'y']), '{"1.5":"x","a":{"2.0":"y"}}');
});

test('F21: other notations of numbers are keys', () => {
  assert.equal(
    names(['a[1e3]', 'x'], ['a[0x10]', 'y'], ['a[Infinity]', 'z'], ['a[ ]', 'w'], ['a[٣]', 'v'], ['a[1\n]', 'u']),
    String.raw`{"a":{"1e3":"x","0x10":"y","Infinity":"z"," ":"w","٣":"v","1\n":"u"}}`,
  );
});

test('F22: a name cannot begin with an index', () => {
  for (const name of ['0', '-1', '+1', '12[a]', '[]', '[0]', '[a]', '99999999999999999999', ']']) {
    refused(controls(name), START);
  }
});

test('F23: absurd indexes are refused', () => {
  for (const index of ['4294967295', '1000000000', '18446744073709551615', '99999999999999999999999', '-1', '+1', '10001', '9'.repeat(400)]) {
    refused(controls(`a[${index}]`), outOfRange(`a[${index}]`));
  }
  assert.equal(JSON.parse(names(['a[10000]', 'x'])).a.length, MAX_HOLES + 1);
});

test('F23: a sign is refused in an object too', () => {
  refused(controls('a[b]', 'a[-1]'), outOfRange('a[-1]'));
});

test('F23: holes are counted over the whole form', () => {
  const half = [`a[${MAX_HOLES / 2}]`, `b[0][${MAX_HOLES / 2}]`];
  assert.doesNotThrow(() => read(controls(...half)));
  assert.doesNotThrow(() => read(controls(...half, 'c[0]', 'c[1]')));
  refused(controls(...half, 'c[1]'), outOfRange('c[1]'));
});

test('F23: long lists without holes are no matter', () => {
  const list = Array.from({ length: MAX_HOLES + 5 }, (_, at) => `a[${at}]`);
  assert.equal(JSON.parse(read(controls(...list))).a.length, list.length);
});

test('F24: deep names are refused', () => {
  const name = (/** @type {number} */ depth) => 'a' + '[b]'.repeat(depth - 1);
  assert.doesNotThrow(() => read(controls(name(MAX_DEPTH))));
  for (const depth of [MAX_DEPTH + 1, 100_000]) refused(controls(name(depth)), tooDeep(name(depth)));
  const quoted = 'a' + '["b"]'.repeat(MAX_DEPTH);
  refused(controls(quoted), tooDeep(quoted));
});

test('F25: names that need two things in one place are refused', () => {
  for (const [first, second] of /** @type {[string, string][]} */ ([
    ['a', 'a[b]'],
    ['a', 'a[0]'],
    ['a[b]', 'a'],
    ['a[b]', 'a[]'],
    ['a[0]', 'a[b]'],
    ['a[]', 'a[b]'],
    ['a[b]', 'a[b][c]'],
    ['a', 'a[][b]'],
    ['a[0][b]', 'a[0]'],
    ['a[b]', 'a[][c]'],
  ])) {
    refused(controls(first, second), conflict(second));
  }
  refused([['text', 'a', ''], ['text', 'a[b]', 'x']], conflict('a[b]'));
  refused([['text', 'a[b]', 'x'], ['select-multiple', 'a']], conflict('a'));
});

test('F26: names of object properties are plain keys', () => {
  const before = Reflect.ownKeys(Object.prototype);
  assert.equal(
    names(
      ['__proto__', 'a'],
      ['constructor[prototype][x]', 'b'],
      ['toString', 'c'],
      ['hasOwnProperty', 'd'],
      ['a[__proto__][x]', 'e'],
      ['a[toString]', 'f'],
      ['b[length]', 'g'],
      ['toJSON', 'h'],
      ['list[][__proto__]', 'i'],
    ),
    '{"__proto__":"a","constructor":{"prototype":{"x":"b"}},"toString":"c","hasOwnProperty":"d",' +
      '"a":{"__proto__":{"x":"e"},"toString":"f"},"b":{"length":"g"},"toJSON":"h","list":[{"__proto__":"i"}]}',
  );
  assert.deepEqual(Reflect.ownKeys(Object.prototype), before);
});

test('F26: a list has no keys, not even those of its properties', () => {
  for (const key of ['length', '__proto__', 'push', '"0"']) refused(controls('a[]', `a[${key}]`), conflict(`a[${key}]`));
});

test('F27: fields stand in the order of the page', () => {
  assert.equal(
    read([['text', 'z', '1'], ['textarea', 'y', '2'], ['select-one', 'x', '3'], ['text', 'z', '4']]),
    '{"z":["1","4"],"y":"2","x":"3"}',
  );
  assert.equal(names(['b[d]', '1'], ['a', '2'], ['b[c]', '3'], ['b[d]', '4']), '{"b":{"d":["1","4"],"c":"3"},"a":"2"}');
});

test('F29: broken brackets are read as well as they can be', () => {
  assert.equal(
    names(['a[b', '1'], ['c]', '2'], ['d[e]f', '3'], ['g[h]]', '4'], ['i[[j]', '5']),
    '{"a":{"b":"1"},"c":"2","d":{"ef":"3"},"g":{"h]":"4"},"i":[{"j":"5"}]}',
  );
});

test('F29: a name may be as long as it likes', () => {
  const long = 'b['.repeat(8_000_000);
  for (const quote of ['"', "'"]) {
    const [key] = Object.keys(valuesOf({ entries: controls(`a[${quote}${long}${quote}]`) }).a);
    assert(key === long);
    const open = `a[${quote}${long}`;
    refused(controls(open), tooDeep(open));
    const word = quote + 'b'.repeat(16_000_000);
    for (const name of [word, word + quote]) {
      assert.equal(Object.keys(valuesOf({ entries: controls(name) })).length, 1);
      assert.equal(Object.keys(valuesOf({ entries: controls(`a[${name}]`) }).a).length, 1);
    }
  }
});
