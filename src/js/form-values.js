import { makeError } from './error.js';

/** The most segments of a name: a page's own forms need a handful. */
const MAX_DEPTH = 32;

/** The most places that a form may leave empty in its lists: they are sent as `null`s. */
const MAX_HOLES = 10_000;

const INTEGER = /^[-+]?\d+$/;

/** `[]`: the end of a list. */
const APPEND = Symbol('append');

/**
 * The object that a form's controls make.
 *
 * Names are paths: `user[tags][0]`. While the object grows, its fields are in `Map`s, so that no
 * name is special: `__proto__` is a field like any other. Where the documented mapping of Skapi is
 * silent, HTML's form submission decides.
 *
 * @param {{ entries: any[][] }} snapshot what `readForm` gave
 * @throws a `RealtimeError` for a chosen file, and for names that make no object
 */
export function valuesOf({ entries }) {
  const root = new Map();
  const room = { holes: 0 };
  for (const entry of entries) {
    const name = entry[1];
    const value = name ? valueOf(entry) : undefined;
    if (value !== undefined) put(root, name, value, room);
  }
  return plain(root);
}

/** What a control gives: a value, a list, or nothing. */
function valueOf([type, name, ...values]) {
  const [value, checked] = values;
  switch (type) {
    case 'checkbox':
    case 'radio':
      if (type === 'radio' && !(checked && value)) return;
      if (/^(on|true|)$/.test(value)) return checked;
      if (value === 'false') return !checked;
      return checked ? value : undefined;
    case 'file':
      if (values.length) throw refused(`Files cannot be sent: "${name}" has a file.`);
      return;
    case 'select-multiple':
      return values;
    default:
      return value;
  }
}

/** Puts `value` where `name` says, after what is there already. */
function put(root, name, value, room) {
  const [first, ...path] = parse(name);
  // `tags[]` of a `select multiple` is the list itself, not a list in a list.
  if (Array.isArray(value) && path.at(-1) === APPEND) path.pop();
  const conflict = () => refused(`Form key "${name}" does not fit an earlier key of the same form.`);
  let place = [root, keep(root, first)];
  path.forEach((segment, at) => {
    const node = open(place, segment, path.slice(at + 1));
    const key = enter(node, segment, path.slice(at + 1), room, name);
    if (key === undefined) throw conflict();
    place = [node, key];
  });
  const there = get(...place);
  if (there instanceof Map) throw conflict();
  if (there === undefined && !Array.isArray(value)) {
    set(...place, value);
    return;
  }
  const list = there === undefined ? [] : Array.isArray(there) ? there : [there];
  for (const item of [value].flat()) list.push(item);
  set(...place, list);
}

/** The segments of a name: keys, indexes as `{ text, index }`, `APPEND`. */
function parse(name) {
  let [text, left] = cut(name);
  const first = text.replace(']', '');
  if (!first || INTEGER.test(first)) throw refused('Form key cannot start with an array index.');
  const path = [unquoted(first)];
  while (left !== undefined) {
    if (path.length >= MAX_DEPTH) throw refused(`Form key "${name}" is nested too deeply.`);
    // A segment that is quoted as a whole may contain brackets.
    const [whole, , key, end] = /^(["'])([^]*?)\1(\](?=\[|$))?/.exec(left) ?? [];
    if (end) {
      path.push(key);
      left = cut(left.slice(whole.length))[1];
    } else {
      [text, left] = cut(left);
      path.push(segmentOf(text, name));
    }
  }
  return path;
}

/** What stands before the next `[`, and what stands after it. */
function cut(text) {
  const at = text.indexOf('[');
  return at < 0 ? [text] : [text.slice(0, at), text.slice(at + 1)];
}

function segmentOf(text, name) {
  // As in Skapi, one closing bracket goes, wherever it stands.
  text = text.replace(']', '');
  if (!text) return APPEND;
  if (!INTEGER.test(text)) return unquoted(text);
  // A sign is a mistake, not a key: the rules of Skapi count it among the numbers.
  if (/^[-+]/.test(text)) throw outOfRange(name);
  return { text, index: Number(text) };
}

const unquoted = (text) => /^(["'])([^]*)\1$/.exec(text)?.[2] ?? text;

/** An index in an object is a key as it is written: ids may have more digits than numbers. */
const keyOf = (segment) => segment.text ?? segment;

const get = (node, key) => (node instanceof Map ? node.get(key) : node[key]);
const set = (node, key, value) => (node instanceof Map ? node.set(key, value) : (node[key] = value));

/** Makes sure that `key` has its place among the fields. */
function keep(map, key) {
  if (!map.has(key)) map.set(key, undefined);
  return key;
}

/** The list or object at `place`, made where there is none. */
function open(place, segment, rest) {
  let node = get(...place);
  const isNode = node instanceof Map || Array.isArray(node);
  if (node === undefined) node = typeof segment === 'string' ? new Map() : [];
  // `a` and then `a[]`: both mean the list.
  else if (!isNode && segment === APPEND && !rest.length) node = [node];
  set(...place, node);
  return node;
}

/** The key of the place one step further, made where it is missing; nothing where it does not fit. */
function enter(node, segment, rest, room, name) {
  if (node instanceof Map) return segment === APPEND ? undefined : keep(node, keyOf(segment));
  if (!Array.isArray(node) || typeof segment === 'string') return;
  if (segment === APPEND) {
    if (!node.length || !isFree(node.at(-1), rest)) node.push(undefined);
    return node.length - 1;
  }
  const { index } = segment;
  room.holes += Math.max(0, index - node.length);
  if (room.holes > MAX_HOLES) throw outOfRange(name);
  node.length = Math.max(node.length, index + 1);
  return index;
}

/**
 * Whether the way `rest` from an item of a list leads to a place with nothing in it. This is what
 * makes rows of `row[][name]`, `row[][age]`: a row goes on until a field of it comes again.
 */
function isFree(node, [segment, ...rest]) {
  if (node === undefined) return true;
  if (segment === undefined) return false;
  if (node instanceof Map) return segment !== APPEND && isFree(node.get(keyOf(segment)), rest);
  if (!Array.isArray(node) || typeof segment === 'string') return false;
  return segment === APPEND || isFree(node[segment.index], rest);
}

/** The object without its scaffolding. `fromEntries`, unlike assignment, makes a field of every name. */
function plain(node) {
  if (node instanceof Map) return Object.fromEntries(Array.from(node, ([key, value]) => [key, plain(value)]));
  if (Array.isArray(node)) return Array.from(node, plain);
  return node ?? null;
}

const refused = (message) => makeError('INVALID_REQUEST', message);
const outOfRange = (name) => refused(`Form key "${name}" has an array index that is out of range.`);
