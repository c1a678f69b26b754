// @ts-check
import assert from 'node:assert/strict';

const INVALID_DATE = Symbol('invalid date');

/** Asserts that two values are equal, where invalid dates are: Node takes each for another one. @param {any} actual @param {any} expected */
export const assertSame = (actual, expected) => assert.deepEqual(marked(actual), marked(expected));

/** A value with a mark in the place of every invalid date. @param {any} value @returns {any} */
function marked(value) {
  if (Array.isArray(value)) return value.map(marked);
  if (value instanceof Date) return Number.isNaN(+value) ? INVALID_DATE : value;
  if (Object.prototype.toString.call(value) !== '[object Object]') return value;
  return Object.fromEntries(Object.entries(value).map(([key, field]) => [key, marked(field)]));
}
