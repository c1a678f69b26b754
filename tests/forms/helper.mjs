// @ts-check
// What the tests of `src/js/form-values.js` share.

import assert from 'node:assert/strict';
import { RealtimeError } from '../../src/js/error.js';
import { valuesOf } from '../../src/js/form-values.js';

export const MAX_DEPTH = 32;
export const MAX_HOLES = 10_000;

/** The data of controls, as JSON: with the order of the fields. @param {any[][]} entries */
export const read = (entries) => JSON.stringify(valuesOf({ entries }));

/** Text controls of these names. @param {string[]} list */
export const controls = (...list) => list.map((name) => ['text', name, 'x']);

/** The data of text controls, as JSON. @param {[name: string, value: string][]} pairs */
export const names = (...pairs) => read(pairs.map(([name, value]) => ['text', name, value]));

/**
 * Asserts that a form is refused with this message, to the letter.
 * @param {any[][]} entries
 * @param {string} message
 */
export function refused(entries, message) {
  assert.throws(
    () => valuesOf({ entries }),
    (error) => {
      assert(error instanceof RealtimeError, String(error));
      assert.deepEqual([error.name, error.code, error.message], ['RealtimeError', 'INVALID_REQUEST', message]);
      return true;
    },
    message,
  );
}

/** @param {string} name */
export const outOfRange = (name) => `Form key "${name}" has an array index that is out of range.`;
/** @param {string} name */
export const tooDeep = (name) => `Form key "${name}" is nested too deeply.`;
/** @param {string} name */
export const conflict = (name) => `Form key "${name}" does not fit an earlier key of the same form.`;
/** @param {string} name */
export const hasFile = (name) => `Files cannot be sent: "${name}" has a file.`;
export const START = 'Form key cannot start with an array index.';
