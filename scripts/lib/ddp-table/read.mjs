// @ts-check
// Reads the table of Rocket.Chat's methods and streams: interfaces in npm/src/rocketchat/table, each member a row.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { npmDir } from '../paths.mjs';
import { CommandError } from '../run.mjs';

/** The folder of the table. */
export const tableDir = join(npmDir, 'src/rocketchat/table');

/**
 * @typedef {object} Param
 * @property {string} name
 * @property {string} text with its type, as it stands there
 * @property {boolean} isRest `...name`
 */

/**
 * One row: a method, or an event of a stream.
 * @typedef {object} Row
 * @property {string} name
 * @property {string} doc
 * @property {Record<string, string>} tags
 * @property {Param[]} params of the last of its forms, which is the general one
 * @property {string} signature the parameters as text
 * @property {string} result
 */

/**
 * @typedef {object} Interface
 * @property {string} name
 * @property {string} doc
 * @property {Record<string, string>} tags
 * @property {Row[]} rows
 */

/** @typedef {{ title: string, rows: Row[] }} Section the methods of one file */
/** @typedef {{ name: string, doc: string, tags: Record<string, string>, rows: Row[] }} Stream */

/** The methods, in their files' order. @returns {Section[]} */
export function readMethods() {
  const index = read('methods.ts');
  const files = Array.from(index.matchAll(/from '\.\/(methods\/\w+)\.js'/g), ([, file]) => `${file}.ts`);
  const all = Object.fromEntries(files.map((file) => [readInterfaces(file)[0]?.name, file]));
  const [, order = ''] = /extends ([^{]+)\{/.exec(index) ?? [];
  return order.split(',').map((part) => {
    const file = all[part.trim()];
    if (!file) throw new CommandError(`table/methods.ts extends ${part.trim()}, which no file has`);
    const text = read(file);
    return { title: /^\/\/ (.*)$/m.exec(text)?.[1]?.replace(/\.$/, '') ?? file, rows: readInterfaces(file).flatMap(({ rows }) => rows) };
  });
}

/** The streams, in the order of `Streams`. @returns {Stream[]} */
export function readStreams() {
  const index = read('streams.ts');
  const files = Array.from(index.matchAll(/from '\.\/(streams\/\w+)\.js'/g), ([, file]) => `${file}.ts`);
  const all = new Map(files.flatMap(readInterfaces).map((found) => [found.name, found]));
  const [, block = ''] = /export interface Streams \{([^]*?)\n\}/.exec(index) ?? [];
  return Array.from(block.matchAll(/'([^']+)': \w+\.(\w+);/g), ([, name = '', type = '']) => {
    const found = all.get(type);
    if (!found) throw new CommandError(`table/streams.ts has ${type}, which no file has`);
    return { ...found, name };
  });
}

/** @param {string} file */
const read = (file) => readFileSync(join(tableDir, file), 'utf8');

/** @param {string} file @returns {Interface[]} */
function readInterfaces(file) {
  const found = read(file).matchAll(/(?:\/\*\*((?:(?!\*\/)[^])*)\*\/\n)?export interface (\w+) \{\n([^]*?)\n\}/g);
  return Array.from(found, ([, comment = '', name = '', body = '']) => ({ name, ...readComment(comment), rows: readRows(body, `${file}: ${name}`) }));
}

/** @param {string} body @param {string} place @returns {Row[]} */
function readRows(body, place) {
  const [before = '', ...blocks] = body.split(/^ {2}\/\*\*/m);
  if (before.trim()) throw new CommandError(`${place} begins with a row without a comment`);
  return blocks.map((block) => {
    const [comment = '', code = ''] = block.split('*/\n');
    const form = code.split(/^ {2}(?=['\w])/m).at(-1) ?? '';
    return { ...readComment(comment), ...readForm(form.trim().replace(/;$/, ''), place) };
  });
}

/** `name(params): Result`, with or without quotes. @param {string} form @param {string} place */
function readForm(form, place) {
  const [head = '', quoted, name = quoted] = /^(?:'([^']+)'|(\w+))(?:<[^(]*>)?\(/.exec(form) ?? [];
  if (!name) throw new CommandError(`${place} has no row that can be read in: ${form}`);
  const end = closing(form, head.length - 1);
  const signature = form.slice(head.length, end).replace(/\s+/g, ' ').replace(/,\s*$/, '').trim();
  const params = split(signature).map((text) => {
    const [, dots, name = ''] = /^(\.\.\.)?(\w+)/.exec(text) ?? [];
    return { name, text, isRest: !!dots };
  });
  return { name, params, signature, result: form.slice(end + 2).replace(/\s+/g, ' ').trim() };
}

/** The text of a comment, and its tags by name. @param {string} comment */
function readComment(comment) {
  const lines = comment.split('\n').map((line) => line.replace(/^\s*\* ?/, '').trim());
  const [doc = '', ...parts] = lines.join('\n').split(/^@/m);
  /** @type {Record<string, string>} */
  const tags = {};
  for (const part of parts) {
    const [, name = '', text = ''] = /^(\w+)\s*([^]*)$/.exec(part) ?? [];
    tags[name] = inOneLine(text);
  }
  return { doc: inOneLine(doc), tags };
}

/** @param {string} text */
const inOneLine = (text) => text.replace(/\s+/g, ' ').trim();

/** Where the bracket at `open` is closed. @param {string} text @param {number} open */
function closing(text, open) {
  let depth = 0;
  for (let at = open; at < text.length; at++) {
    if ('([{'.includes(/** @type {string} */ (text[at]))) depth++;
    if (')]}'.includes(/** @type {string} */ (text[at])) && --depth === 0) return at;
  }
  throw new CommandError(`a bracket is not closed in: ${text}`);
}

/** The parts between commas that are in no bracket. @param {string} text */
function split(text) {
  /** @type {string[]} */
  const parts = [];
  let depth = 0;
  let part = '';
  for (const char of text) {
    if ('([{<'.includes(char)) depth++;
    // Not of an arrow.
    if (')]}'.includes(char) || (char === '>' && !part.endsWith('='))) depth--;
    if (char === ',' && !depth) {
      parts.push(part.trim());
      part = '';
    } else part += char;
  }
  return [...parts, part.trim()].filter(Boolean);
}
