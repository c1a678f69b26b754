// @ts-check
// The facade's own modules in Node, and random numbers for their tests.

import { build } from 'esbuild';
import { join } from 'node:path';
import { root } from '../support/index.mjs';

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
  const seed = Number(process.env.GROUPWIRE_SEED ?? Date.now() % 2 ** 31);
  t.diagnostic(`GROUPWIRE_SEED=${seed}`);
  return seed;
}

/** Random numbers below `n` that a seed determines (mulberry32). @param {number} seed @returns {(n: number) => number} */
export function generator(seed) {
  return (n) => {
    seed = (seed + 0x6d2b79f5) | 0;
    let t = Math.imul(seed ^ (seed >>> 15), seed | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) % n;
  };
}
