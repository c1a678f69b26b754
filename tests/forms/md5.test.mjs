// @ts-check
// F32: the key of a form's answer. The rest of `src/js/redirect.js` needs a page.

import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { test } from 'node:test';
import { md5 } from '../../src/js/redirect.js';

test('F32: md5 gives the digests of RFC 1321', () => {
  for (const [text, digest] of /** @type {[string, string][]} */ ([
    ['', 'd41d8cd98f00b204e9800998ecf8427e'],
    ['a', '0cc175b9c0f1b6a831c399e269772661'],
    ['abc', '900150983cd24fb0d6963f7d28e17f72'],
    ['message digest', 'f96b697d7cb7938d525a2f31aaf161d0'],
    ['abcdefghijklmnopqrstuvwxyz', 'c3fcd3d76192e4007dfb496cca67e13b'],
    ['ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789', 'd174ab98d277d9f5a5611c2c9f419d9f'],
    ['1234567890'.repeat(8), '57edf4a22be3c955ac49da2e2107b67a'],
  ])) {
    assert.equal(md5(text), digest, text);
  }
});

test('F32: md5 is that of Node for 300 texts of every length around its blocks', () => {
  // From one byte to four for each character; a lone surrogate is encoded as U+FFFD by both.
  const characters = ['/', 'a', '%', 'ü', '☕', '😀', '\ud800', '\0'];
  for (let length = 0; length < 300; length++) {
    const text = Array.from({ length }, (_, at) => characters[(at * at + length) % characters.length]).join('');
    assert.equal(md5(text), createHash('md5').update(text, 'utf8').digest('hex'), JSON.stringify(text));
  }
});

test('F32: md5 takes long texts', () => {
  const text = 'https://example.com/ü/'.repeat(10_000);
  assert.equal(md5(text), createHash('md5').update(text).digest('hex'));
});
