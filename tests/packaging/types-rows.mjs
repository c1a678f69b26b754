// @ts-check
// The package's types, under both ways to resolve modules.

import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { run, tool } from './pack.mjs';

const tsc = tool('typescript/bin/tsc');

/** @param {() => import('./pack.mjs').Package} packed */
export function typesRows(packed) {
  for (const resolution of ['bundler', 'nodenext']) {
    test(`P10: a strict program with every exported name compiles (${resolution})`, async () => {
      const project = await packed().install('types');
      await run([process.execPath, tsc, '-p', `${resolution}.json`], { cwd: project });
    });
  }

  test('P11: that program names all that the package exports', async () => {
    const project = await packed().install('types');
    const program = await readFile(join(project, 'program.ts'), 'utf8');
    const named = [...program.matchAll(/import (?:type )?\{([^}]*)\} from 'groupwire'/g)].flatMap(([, names]) =>
      (names ?? '').split(',').map((name) => name.trim()).filter(Boolean),
    );
    assert.deepEqual(named.toSorted(), (await exported(join(project, 'node_modules/groupwire/dist'))).toSorted());
  });
}

/**
 * The names that a declaration file exports, those of `export * from` included.
 * @param {string} folder
 * @param {string} [file]
 * @returns {Promise<string[]>}
 */
async function exported(folder, file = 'index.d.ts') {
  const text = await readFile(join(folder, file), 'utf8');
  const names = new Set();
  const declarations = /^export (?:declare )?(?:abstract )?(?:function|class|const|let|type|interface|enum) (\w+)/gm;
  for (const [, name] of text.matchAll(declarations)) names.add(name);
  for (const [, list] of text.matchAll(/^export (?:type )?\{([^}]*)\}/gm)) {
    for (const item of (list ?? '').split(',')) {
      const name = item.trim().replace(/^type /, '').replace(/^.* as /, '');
      if (name) names.add(name);
    }
  }
  for (const [, from] of text.matchAll(/^export (?:type )?\* from ["']\.\/([^"']+?)(?:\.js|\.ts)?["']/gm)) {
    for (const name of await exported(folder, `${from}.d.ts`)) names.add(name);
  }
  return [...names];
}
