// @ts-check
// What wasm-pack leaves, which is the SDK without the package around it. See P38 for how it works in a page.

import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join, posix } from 'node:path';
import { test } from 'node:test';
import { root } from '../support/index.mjs';

/** What a module loads from beside itself: at once, by `from` and `import`, or later, by `import()`. */
const LOADED = /\b(?:from|import)[\s(]*['"](\.[^'"]+)['"]/g;

export function pkgRows() {
  test('P39: pkg/ has every file that its modules load, now or later', async () => {
    const files = new Set(['groupwire.js']);
    for (const file of files) {
      // Rejects where there is no such file.
      const text = await readFile(join(root, 'pkg', file), 'utf8');
      for (const [, path = ''] of text.matchAll(LOADED)) files.add(posix.join(posix.dirname(file), path));
    }
    const names = [...files].map((file) => posix.basename(file));
    for (const late of ['lists.js', 'redirect.js']) assert.ok(names.includes(late), `${late} in ${names.join(', ')}`);
  });
}
