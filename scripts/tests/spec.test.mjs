// @ts-check
// docs/SPEC.md and the tests name the same behaviours.

import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { root } from '../lib/paths.mjs';

const spec = await readFile(join(root, 'docs/SPEC.md'), 'utf8');
const ids = Array.from(spec.matchAll(/\*\*([A-Z]{1,2}\d+)\*\*/g), ([, id]) => /** @type {string} */ (id));

const files = execFileSync('git', ['ls-files', 'crates', 'tests', 'scripts/tests'], { cwd: root, encoding: 'utf8' });
const tests = await Promise.all(
  files.split('\n').filter((name) => /\.(rs|mjs)$/.test(name)).map((name) => readFile(join(root, name), 'utf8')),
);
const text = tests.join('\n');
// In comments and titles as `F12`, in the names of functions as `f12_`.
const named = new Set(text.match(/\b[A-Z]{1,2}\d+\b/g));
for (const [, ids] of text.matchAll(/\bfn ((?:[a-z]{1,2}\d+_)+)/g)) {
  for (const id of /** @type {string} */ (ids).split('_')) named.add(id.toUpperCase());
}

test('a behaviour is described once', () => {
  const twice = ids.filter((id, at) => ids.indexOf(id) !== at);
  assert.deepEqual(twice, []);
});

test('every behaviour is named by a test', () => {
  assert(ids.length > 200, `${ids.length} behaviours`);
  assert.deepEqual(ids.filter((id) => !named.has(id)), []);
});
