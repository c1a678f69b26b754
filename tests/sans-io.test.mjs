// @ts-check
// The core as WebAssembly, without anything around it.

import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';

const file = process.env.GROUPWIRE_SANS_IO_WASM;

test('Z3: the core imports nothing, and a session runs in it', async () => {
  assert(file, 'GROUPWIRE_SANS_IO_WASM names the module');
  const module = await WebAssembly.compile(await readFile(file));
  assert.deepEqual(WebAssembly.Module.imports(module), []);
  const { run } = (await WebAssembly.instantiate(module, {})).exports;
  assert(typeof run === 'function');
  assert.equal(run(), 4, 'all four calls succeed');
});
