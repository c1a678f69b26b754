// @ts-check
// What counts as growth.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { BOUNDS, growthIn } from './report.mjs';

/** @param {{ heap?: number, wasm?: number, server?: number }} more */
const memory = ({ heap = 0, wasm = 0, server = 0 }) => ({ pages: [{ heap: 1e6 + heap, wasm: 1e6 + wasm, handles: 100 }], server: 1e7 + server });

test('memory may grow up to its bounds, on each side', () => {
  assert.deepEqual(growthIn({ before: memory({}), after: memory(BOUNDS) }), []);
  const grown = (/** @type {keyof typeof BOUNDS} */ what) => growthIn({ before: memory({}), after: memory({ [what]: BOUNDS[what] + 1 }) });
  assert.match(grown('heap').join(), /^the heap of page 0 grew by 262145 bytes, of 262144 at most$/);
  assert.match(grown('wasm').join(), /^the linear memory of page 0 grew by/);
  assert.match(grown('server').join(), /^the memory of the server grew by/);
});
