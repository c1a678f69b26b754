// @ts-check
// What the controls' values become.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readForm } from '../../src/js/form.js';
import { valuesOf } from '../../src/js/form-values.js';
import { hasFile, read, refused } from './helper.mjs';

const PLAIN = [{ a: [1, '', null] }, 0, '', 'text', null, undefined, false, [], NaN, 1n, Symbol('x'), () => {}, new Date(), new Map()];

/** What a `FormData` of these entries is read as. @param {[string, any][]} entries */
function snapshot(...entries) {
  const data = new FormData();
  for (const [name, value] of entries) data.append(name, value);
  const form = readForm(data);
  assert(form);
  return form;
}

test('F1, F35: a plain value is no form', () => {
  for (const value of PLAIN) assert.equal(readForm(value), undefined);
});

test('F35: without a DOM there are no submissions', () => {
  const event = new Event('submit', { cancelable: true });
  assert.equal(readForm(event), undefined);
  const target = {};
  assert.equal(readForm({ type: 'submit', target, preventDefault: () => assert.fail('it is prevented') }), undefined);
});

test('F3, F35: a FormData is read at the call, and a snapshot is given back as it is', () => {
  const data = new FormData();
  data.append('a', '1');
  const form = readForm(data);
  data.append('a', '2');
  assert(form);
  assert.deepEqual(valuesOf(form), { a: '1' });
  assert.equal(readForm(form), form);
  assert.equal(form.action, undefined);
});

test('F4: controls without a name are left out', () => {
  assert.equal(read([['text', '', 'x'], ['number', ''], ['checkbox', '', 'on', true]]), '{}');
  assert.equal(read([]), '{}');
});

test('F6: text controls give strings', () => {
  const text = 'a\nb😀';
  assert.deepEqual(
    valuesOf({
      entries: [
        ['text', 't', 'hi'],
        ['text', 'empty', ''],
        ['range', 'r', '7'],
        ['date', 'd', '2024-02-29'],
        ['hidden', 'h', '1'],
        ['password', 'p', ' x '],
        ['textarea', 'ta', text],
        ['submit', 'button', 'Send'],
        ['a type to come', 'new', 'true'],
      ],
    }),
    { t: 'hi', empty: '', r: '7', d: '2024-02-29', h: '1', p: ' x ', ta: text, button: 'Send', new: 'true' },
  );
});

test('F7: number controls give numbers, and empty ones nothing', () => {
  assert.equal(read([['number', 'n', 5.5], ['number', 'e'], ['number', 'z', 0]]), '{"n":5.5,"z":0}');
});

test('F8: a checked checkbox gives its value or a boolean', () => {
  assert.equal(
    read([
      ['checkbox', 'a', 'on', true],
      ['checkbox', 'b', '', true],
      ['checkbox', 'c', 'true', true],
      ['checkbox', 'd', 'false', true],
      ['checkbox', 'e', 'Vim', true],
      ['checkbox', 'f', '0', true],
      ['checkbox', 'g', 'once', true],
      ['checkbox', 'h', 'true\n', true],
    ]),
    String.raw`{"a":true,"b":true,"c":true,"d":false,"e":"Vim","f":"0","g":"once","h":"true\n"}`,
  );
});

test('F9: an unchecked checkbox gives the opposite or nothing', () => {
  assert.equal(
    read([
      ['checkbox', 'a', 'on', false],
      ['checkbox', 'b', '', false],
      ['checkbox', 'c', 'true', false],
      ['checkbox', 'd', 'false', false],
      ['checkbox', 'e', 'Vim', false],
    ]),
    '{"a":false,"b":false,"c":false,"d":true}',
  );
});

test('F10: only the checked radio button counts, and an empty value is no choice', () => {
  assert.equal(
    read([
      ['radio', 'a', 'x', false],
      ['radio', 'a', 'y', true],
      ['radio', 'b', 'on', true],
      ['radio', 'c', 'true', true],
      ['radio', 'd', 'false', true],
      ['radio', 'e', '', true],
      ['radio', 'f', 'on', false],
      ['radio', 'g', 'false', false],
      ['radio', 'h', '0', true],
    ]),
    '{"a":"y","b":true,"c":true,"d":false,"h":"0"}',
  );
});

test('F11: a select gives its option, and nothing without one', () => {
  assert.equal(read([['select-one', 'a', 'x'], ['select-one', 'b', ''], ['select-one', 'c']]), '{"a":"x","b":""}');
});

test('F12: a multiple select gives a list of all its options', () => {
  assert.equal(
    read([
      ['select-multiple', 'a', '1', '2'],
      ['select-multiple', 'one', '1'],
      ['select-multiple', 'none'],
      ['select-multiple', 'b[]', 'x', 'y'],
      ['select-multiple', 'c[]'],
      ['select-multiple', 'd[e]', 'z'],
    ]),
    '{"a":["1","2"],"one":["1"],"none":[],"b":["x","y"],"c":[],"d":{"e":["z"]}}',
  );
});

test('F12: a multiple select shares its list with other controls', () => {
  assert.equal(read([['text', 'a', '0'], ['select-multiple', 'a', '1', '2'], ['text', 'a', '3']]), '{"a":["0","1","2","3"]}');
  assert.equal(read([['select-multiple', 'a'], ['text', 'a', '1']]), '{"a":["1"]}');
  assert.equal(read([['text', 'tags', '0'], ['select-multiple', 'tags[]', '1'], ['select-multiple', 'tags', '2']]), '{"tags":["0","1","2"]}');
});

test('F12: a multiple select may be very long', () => {
  const options = Array.from({ length: 300_000 }, String);
  const entries = [['text', 'a', 'x'], ['select-multiple', 'a', ...options]];
  assert.deepEqual(valuesOf({ entries }), { a: ['x', ...options] });
});

test('F13: a chosen file is refused, and an empty file input left out', () => {
  assert.equal(read([['file', 'photo'], ['text', 't', 'x']]), '{"t":"x"}');
  refused([['file', 'photo', 'a.png']], hasFile('photo'));
  refused([['text', 't', 'x'], ['file', 'photo', '']], hasFile('photo'));
  refused([['file', 'photos[]', 'a.png', 'b.png']], hasFile('photos[]'));
  // A control without a name is not submitted, whatever is in it.
  assert.equal(read([['file', '', 'a.png']]), '{}');
});

test('F13: of two errors the first in the page is told', () => {
  refused([['file', 'f', 'a.png'], ['text', '0', 'x']], hasFile('f'));
  refused([['text', '0', 'x'], ['file', 'f', 'a.png']], 'Form key cannot start with an array index.');
});

test('F14: a FormData gives strings', () => {
  const form = snapshot(['n', '5'], ['on', 'on'], ['n', 'x'], ['empty', new File([], '')], ['a[b]', 'true']);
  assert.equal(JSON.stringify(valuesOf(form)), '{"n":["5","x"],"on":"on","a":{"b":"true"}}');
});

test('F14: a file in a FormData is refused', () => {
  for (const file of [new File(['x'], 'a.png'), new File([], 'empty.txt'), new File(['x'], ''), new Blob(['x'])]) {
    refused(snapshot(['t', 'x'], ['f', file]).entries, hasFile('f'));
  }
});

test('F15: repeated names make a list in order', () => {
  assert.equal(
    read([['text', 'a', '1'], ['text', 'b', 'x'], ['text', 'a', '2'], ['text', 'a', '3']]),
    '{"a":["1","2","3"],"b":"x"}',
  );
  assert.equal(
    read([
      ['checkbox', 'ide', 'Vim', true],
      ['checkbox', 'ide', 'Emacs', true],
      ['checkbox', 'one', 'X', false],
      ['checkbox', 'two', 'Y', true],
    ]),
    '{"ide":["Vim","Emacs"],"two":"Y"}',
  );
});

test('F15: many controls of one name take no more time each than few', () => {
  const entries = Array.from({ length: 50_000 }, (_, at) => ['text', 'a', String(at)]);
  const start = performance.now();
  const { a } = valuesOf({ entries });
  assert.equal(a.length, entries.length);
  const took = performance.now() - start;
  assert(took < 3000, `${took} ms`);
});

test('F28: an empty control stays an empty string, with which a group is left (G2)', () => {
  assert.equal(
    read([
      ['text', 'group', ''],
      ['text', 'a[]', ''],
      ['text', 'a[]', 'x'],
      ['select-multiple', 'm', '', 'y'],
      ['checkbox', 'c', 'on', false],
      ['number', 'n', 0],
    ]),
    '{"group":"","a":["","x"],"m":["","y"],"c":false,"n":0}',
  );
});

test('F29: controls without values are left out', () => {
  for (const entry of [['text', 'a'], ['number', 'a'], ['select-one', 'a'], ['checkbox', 'a'], ['radio', 'a'], ['file', 'a'], ['text'], []]) {
    assert.equal(read([entry]), '{}', JSON.stringify(entry));
  }
});
