// @ts-check
// The facade's own modules in Node, and random numbers for their tests.

import { build } from 'esbuild';
import { join } from 'node:path';
import { root, seed } from '../support/index.mjs';

export { generator } from '../support/index.mjs';

/**
 * One module of `npm/src`, compiled.
 * @param {string} name
 * @returns {Promise<any>}
 */
export async function load(name) {
  const { outputFiles } = await build({
    entryPoints: [join(root, 'npm/src', name)],
    bundle: true,
    format: 'esm',
    target: 'es2022',
    write: false,
  });
  const code = Buffer.from(/** @type {import('esbuild').OutputFile} */ (outputFiles[0]).contents);
  return import(`data:text/javascript;base64,${code.toString('base64')}`);
}

/** What a random test is begun with: `GROUPWIRE_SEED=…` runs the same again. @param {import('node:test').TestContext} t */
export function seedOf(t) {
  const chosen = seed();
  t.diagnostic(`GROUPWIRE_SEED=${chosen}`);
  return chosen;
}
