// @ts-check
// The published declarations: those that the entries' reach, and no others.

import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import { distDir, npmDir, root, targetDir } from './paths.mjs';
import { CommandError, run } from './run.mjs';

/** The declarations of the published modules, in their folder. */
const entries = ['index.d.ts', 'rocketchat/index.d.ts'];

/** The same as files. */
export const typesFiles = entries.map((entry) => join(distDir, entry));

/** A relative import in a declaration. */
const RELATIVE = /(\bfrom |\bimport\()(['"])(\.{1,2}\/[^'"]+)\2/g;

/** Emits the declarations of the facade into `npm/dist`. */
export async function emitTypes() {
  const emitted = join(targetDir, 'types');
  await rm(emitted, { recursive: true, force: true });
  const tsc = join(root, 'node_modules/typescript/bin/tsc');
  await run(process.execPath, [tsc, '-p', join(npmDir, 'tsconfig.json'), '--outDir', emitted], { quiet: true });

  const base = join(emitted, relative(root, npmDir), 'src');
  const todo = entries.map((entry) => join(base, entry));
  for (const file of todo) {
    const place = relative(base, file);
    // What the facade shares with the crate isn't in the package.
    if (place.startsWith('..')) throw new CommandError(`a public type comes from ${place}, which is not published`);
    const text = await readFile(file, 'utf8');
    for (const [, , , path] of text.matchAll(RELATIVE)) {
      const found = join(dirname(file), /** @type {string} */ (path).replace(/\.[jt]s$/, '.d.ts'));
      if (!todo.includes(found)) todo.push(found);
    }
    const target = join(distDir, place);
    await mkdir(dirname(target), { recursive: true });
    // The files that are named are declarations of JavaScript now.
    await writeFile(target, text.replace(RELATIVE, (whole) => whole.replace(/\.ts(['"])$/, '.js$1')));
  }
}
