import { makeError } from './error.js';

/**
 * How deep values are converted. What comes nested deeper stays as it came, and nothing that is goes out: it contains itself,
 * most likely.
 */
const MAX_DEPTH = 1000;

/** As Meteor does: more flags than this are noise. */
const MAX_FLAGS = 50;

/** The keys of objects that a reader of EJSON takes for something else, sorted and joined. */
const MISTAKEN = /^(\$date|\$binary|\$InfNaN|\$escape|\$flags,\$regexp|\$type,\$value)$/;

/** `$InfNaN` for the numbers that JSON does not know. */
const NUMBERS = new Map([
  [0, NaN],
  [1, Infinity],
  [-1, -Infinity],
]);

/**
 * EJSON for a value, as plain JSON: what it gives can be printed, and shares nothing with `value`.
 *
 * Dates, bytes (`ArrayBuffer` and its views), regular expressions and numbers without a form in JSON get their EJSON form;
 * an object that a reader would mistake for one is wrapped in `$escape`. `{ $type, $value }` is taken for a value of a type of
 * the server's, and its `$value` for JSON. All else is as in JSON: `toJSON` is asked, fields of no value are left out.
 *
 * @param {unknown} value
 * @returns {any} `undefined` for what JSON leaves out
 * @throws a `RealtimeError` for what JSON has no form for: cycles, big integers
 */
export function encode(value) {
  try {
    return encodeAt(value, 0);
  } catch (cause) {
    throw makeError('INVALID_REQUEST', 'Invalid data type.', undefined, cause);
  }
}

/**
 * The value that EJSON says. An object that nothing is to be changed in is given back as it is, else a copy that shares such
 * parts: `json` itself stays the same.
 *
 * What has the right keys and no right value for them is taken as it came, like every other object.
 *
 * @param {any} json plain JSON
 * @returns {any}
 */
export const decode = (json) => decodeAt(json, 0);

function encodeAt(value, depth) {
  switch (typeof value) {
    case 'number':
      return Number.isFinite(value) ? value : { $InfNaN: Math.sign(value) || 0 };
    case 'bigint':
      throw new TypeError('JSON has no big integers.');
    case 'function':
    case 'symbol':
      return;
    case 'object':
      return value && encodeObject(value, depth);
  }
  return value;
}

function encodeObject(value, depth) {
  if (depth > MAX_DEPTH) throw new RangeError('Nested too deep, or in itself.');
  if (Array.isArray(value)) return Array.from(value, (element) => encodeAt(element, depth + 1) ?? null);
  if (ArrayBuffer.isView(value)) return { $binary: toBase64(new Uint8Array(value.buffer, value.byteOffset, value.byteLength)) };
  switch (Object.prototype.toString.call(value)) {
    case '[object Date]':
      return { $date: Number.isNaN(+value) ? null : +value };
    case '[object RegExp]':
      return { $regexp: value.source, $flags: value.flags };
    case '[object ArrayBuffer]':
      return { $binary: toBase64(new Uint8Array(value)) };
    case '[object Number]':
    case '[object String]':
    case '[object Boolean]':
      return encodeAt(value.valueOf(), depth + 1);
  }
  if (typeof value.toJSON === 'function') return encodeAt(value.toJSON(), depth + 1);
  const keys = Object.keys(value);
  if (isCustom(value, keys)) return { $type: value.$type, $value: JSON.parse(JSON.stringify(value.$value)) };
  const fields = [];
  for (const key of keys) {
    const field = encodeAt(value[key], depth + 1);
    if (field !== undefined) fields.push([key, field]);
  }
  // This defines fields, where an assignment to `__proto__` would do something else.
  const object = Object.fromEntries(fields);
  return isMistaken(Object.keys(object)) ? { $escape: object } : object;
}

function decodeAt(value, depth) {
  if (typeof value !== 'object' || value === null || depth > MAX_DEPTH) return value;
  if (Array.isArray(value)) return decodeElements(value, depth);
  const keys = Object.keys(value);
  if (keys.length < 3 && keys[0]?.[0] === '$') {
    if (isCustom(value, keys)) return value;
    const field = value[keys[0]];
    if (keys.length > 1) {
      const pattern = toRegExp(value);
      if (pattern) return pattern;
    } else if (keys[0] === '$date') {
      if (typeof field === 'number' || field === null) return new Date(field ?? NaN);
    } else if (keys[0] === '$InfNaN') {
      if (NUMBERS.has(field)) return NUMBERS.get(field);
    } else if (keys[0] === '$binary') {
      const bytes = toBytes(field);
      if (bytes) return bytes;
    } else if (keys[0] === '$escape' && Object.prototype.toString.call(field) === '[object Object]') {
      return decodeFields(field, Object.keys(field), depth + 1);
    }
  }
  return decodeFields(value, keys, depth);
}

function decodeElements(list, depth) {
  let copy = list;
  for (let i = 0; i < list.length; i++) {
    const decoded = decodeAt(list[i], depth + 1);
    if (decoded === list[i]) continue;
    if (copy === list) copy = list.slice();
    copy[i] = decoded;
  }
  return copy;
}

function decodeFields(object, keys, depth) {
  let copy = object;
  for (const key of keys) {
    const field = object[key];
    if (typeof field !== 'object') continue;
    const decoded = decodeAt(field, depth + 1);
    if (decoded === field) continue;
    // A copy has `__proto__` for a field of its own where the object has, so the assignment is one to a field.
    if (copy === object) copy = { ...object };
    copy[key] = decoded;
  }
  return copy;
}

/** Whether this is a value of a type that only the server knows: its `$value` is nobody else's business. */
const isCustom = (object, keys) =>
  keys.length === 2 &&
  keys.includes('$type') &&
  keys.includes('$value') &&
  typeof object.$type === 'string' &&
  object.$value !== undefined;

/** Whether a reader takes an object with these keys for something else, whatever their values. */
const isMistaken = (keys) => keys.length < 3 && MISTAKEN.test(keys.sort().join());

/** The regular expression that is said; nothing where this is none, or where the engine has no such. */
function toRegExp({ $regexp, $flags }) {
  if (typeof $regexp !== 'string' || typeof $flags !== 'string') return;
  try {
    return new RegExp($regexp, [...new Set($flags.slice(0, MAX_FLAGS))].join(''));
  } catch {}
}

/** What base64 says, nothing where it is none. */
function toBytes(text) {
  if (typeof text !== 'string') return;
  try {
    return Uint8Array.from(atob(text), (byte) => byte.charCodeAt(0));
  } catch {}
}

function toBase64(bytes) {
  let binary = '';
  // In pieces: all at once are more arguments than an engine takes.
  for (let i = 0; i < bytes.length; i += 4096) binary += String.fromCharCode(...bytes.subarray(i, i + 4096));
  return btoa(binary);
}
