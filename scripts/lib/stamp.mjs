// @ts-check
// Steps whose inputs didn't change are skipped.

import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { root, targetDir } from './paths.mjs';
import { say, step } from './report.mjs';

const SKIPPED = new Set(['node_modules', 'target', 'dist', 'pkg', '.git']);

/** @param {string} path @returns {string[]} the files below it, or itself */
function files(path) {
  if (!existsSync(path)) return [];
  if (!statSync(path).isDirectory()) return [path];
  return readdirSync(path, { withFileTypes: true })
    .filter((entry) => !(entry.isDirectory() && SKIPPED.has(entry.name)))
    .flatMap((entry) => files(join(path, entry.name)))
    .sort();
}

/**
 * A hash over the contents of files and folders, and over whatever else a step depends on.
 * @param {string[]} paths
 * @param {unknown} [more]
 */
export function fingerprint(paths, more) {
  const hash = createHash('sha256').update(JSON.stringify(more ?? null));
  for (const file of paths.flatMap(files)) hash.update(`\0${relative(root, file)}\0`).update(readFileSync(file));
  return hash.digest('hex');
}

/**
 * Does a step, unless its inputs are those of the last time and its outputs are there.
 * @param {string} name
 * @param {{ inputs: string[]; more?: unknown; outputs: string[] }} about
 * @param {() => Promise<void>} work
 * @returns {Promise<boolean>} whether the work was done
 */
export async function whenChanged(name, { inputs, more, outputs }, work) {
  const stamp = join(targetDir, 'stamps', name.replaceAll(/[^\w-]+/g, '-'));
  const now = fingerprint(inputs, [root, more]);
  if (outputs.every((path) => existsSync(path)) && existsSync(stamp) && readFileSync(stamp, 'utf8') === now) {
    say(`✓ ${name} (unchanged)`);
    return false;
  }
  rmSync(stamp, { force: true });
  await step(name, work);
  mkdirSync(dirname(stamp), { recursive: true });
  writeFileSync(stamp, now);
  return true;
}
