// @ts-check
// The table of Rocket.Chat's methods and streams, and what is generated from it.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { relative } from 'node:path';
import { describe, test } from 'node:test';
import { generated } from '../lib/ddp-table/index.mjs';
import { helperName } from '../lib/ddp-table/names.mjs';
import { readMethods, readStreams } from '../lib/ddp-table/read.mjs';
import { goneIn, readRest } from '../lib/ddp-table/routes.mjs';
import { root } from '../lib/paths.mjs';
import { load } from '../../tests/facade/helper.mjs';

const methods = readMethods().flatMap((section) => section.rows);
const streams = readStreams();
const STATUS = /^(un)?documented(, (removed in|to be removed by) \d+\.\d+|, now on [\w-]+)?$/;

const { methodOf } = await load('rocketchat/table/names.ts');

describe('DM5: what is generated from the table is what is committed', () => {
  for (const [file, text] of generated()) {
    test(relative(root, file), () => assert.equal(readFileSync(file, 'utf8'), text, 'run `node scripts/ddp-table.mjs`'));
  }
});

test('DM5: the table is as large as what it is made from', () => {
  assert.ok(methods.length > 110, `${methods.length} methods`);
  const events = streams.flatMap((stream) => stream.rows);
  assert.ok(streams.length > 15 && events.length > 75, `${events.length} events of ${streams.length} streams`);
});

test('DM5: every row says what it is and where it stands', () => {
  for (const { name, doc, tags } of [...methods, ...streams.flatMap((stream) => stream.rows)]) {
    assert.match(doc, /^[A-Z].*\.$/, name);
    assert.match(tags.status ?? '', STATUS, name);
  }
  for (const { name, doc, tags } of streams) assert.ok(doc && tags.read && tags.write, name);
});

test('DM5: every method says what REST has in its place, and a PARTIAL or WRONG one what it lacks', () => {
  for (const row of methods) {
    const { verdict } = readRest(row);
    assert.equal(/^(PARTIAL|WRONG)$/.test(verdict), 'lacks' in row.tags, row.name);
  }
});

test('DM5: no name is there twice', () => {
  for (const rows of [methods, streams, ...streams.map((stream) => stream.rows)]) {
    const names = rows.map(({ name }) => name);
    assert.deepEqual(names.filter((name, at) => names.indexOf(name) !== at), []);
  }
});

test('DM3: each method has a function of its own, and other names stand for themselves', () => {
  const names = methods.map(({ name }) => helperName(name));
  assert.equal(new Set(names).size, names.length);
  for (const { name } of methods) {
    assert.match(helperName(name), /^[a-z][A-Za-z0-9]*$/);
    assert.equal(methodOf(helperName(name)), name);
  }
  const pairs = {
    'rooms/get': 'roomsGet',
    'UserPresence:setDefaultStatus': 'userPresenceSetDefaultStatus',
    '2fa:enable-email': 'twoFactorEnableEmail',
    'e2e.fetchMyKeys': 'e2eFetchMyKeys',
    restart_server: 'restartServer',
  };
  for (const [method, helper] of Object.entries(pairs)) assert.equal(helperName(method), helper);
  for (const name of ['methodOfTomorrow', 'constructor', 'toString', '__proto__']) assert.equal(methodOf(name), name);
});

test('a status tells in which version a method was removed', () => {
  const row = (/** @type {string} */ status) => ({ name: 'x', doc: '', tags: { status }, params: [], signature: '', result: '' });
  assert.equal(goneIn(row('documented, removed in 7.0')), '7.0');
  assert.equal(goneIn(row('documented, to be removed by 8.0')), '8.0');
  assert.equal(goneIn(row('documented')), undefined);
});

test('a route that cannot be read is an error that names its method', () => {
  const row = (/** @type {string} */ rest) => ({ name: 'strange', doc: '', tags: { rest }, params: [], signature: '', result: '' });
  for (const rest of ['', 'OK', 'MAYBE GET x', 'OK PUT x', 'OK GET']) assert.throws(() => readRest(row(rest)), /of strange cannot be read/);
  assert.deepEqual(readRest(row('OK GET a | b if c.d {e: {f: 1}} → body.g')), {
    verdict: 'OK', http: 'GET', path: 'a', other: { path: 'b', when: 'c.d' }, request: 'e: {f: 1}', result: 'body.g', by: undefined,
  });
});
