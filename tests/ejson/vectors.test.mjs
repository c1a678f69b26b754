// @ts-check
// What EJSON says, and how it is written: the same vectors as in crates/protocol/tests/ejson/vectors.rs.

import { readFile } from 'node:fs/promises';
import { test } from 'node:test';
import { decode, encode } from '../../src/js/ejson.js';
import { assertSame } from './same.mjs';

/**
 * @typedef {object} Vector
 * @property {string} id the behaviour in docs/SPEC.md
 * @property {string} name
 * @property {any} json the EJSON
 * @property {Described} value what it says
 * @property {any} [written] how `value` is written, where that is not `json`
 * @property {{ value: Described, written: any }} [rust] what differs in Rust, whose types are others
 */
/** @typedef {{ is: string, [detail: string]: any }} Described */

const vectors = /** @type {Vector[]} */ (JSON.parse(await readFile(new URL('vectors.json', import.meta.url), 'utf8')));

/** The value that a vector describes. @param {Described} described @returns {any} */
function valueOf(described) {
  switch (described.is) {
    case 'json':
      return described.json;
    case 'number':
      return Number(described.of);
    case 'date':
      return new Date(described.ms ?? NaN);
    case 'bytes':
      return new Uint8Array(Buffer.from(described.hex, 'hex'));
    case 'regexp':
      return new RegExp(described.source, described.flags);
    case 'custom':
      return { $type: described.type, $value: described.json };
    case 'array':
      return described.elements.map(valueOf);
    case 'object':
      return Object.fromEntries(Object.entries(described.fields).map(([key, field]) => [key, valueOf(field)]));
    default:
      throw new Error(`unknown value: ${described.is}`);
  }
}

for (const { id, name, json, value, written = json } of vectors) {
  test(`${id}: ${name} is read`, () => assertSame(decode(json), valueOf(value)));
  test(`${id}: ${name} is written`, () => {
    assertSame(encode(valueOf(value)), written);
    assertSame(decode(written), valueOf(value));
  });
}
