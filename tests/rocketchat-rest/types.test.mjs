// @ts-check
// What the compiler makes of types.ts. (The suite `types` looks at the same file, with all others.)

import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { root } from '../support/index.mjs';

const program = readFileSync(join(root, 'tests/rocketchat-rest/types.ts'), 'utf8');

/** What the compiler says of a program beside types.ts. @param {string} text */
async function compiled(text) {
  const folder = await mkdtemp(join(tmpdir(), 'groupwire-types-'));
  try {
    const file = join(folder, 'program.ts');
    await writeFile(file, text.replaceAll('../../npm/', `${root}/npm/`));
    const config = { extends: join(root, 'tsconfig.base.json'), compilerOptions: { rootDir: '/', allowJs: true }, files: [file] };
    await writeFile(join(folder, 'tsconfig.json'), JSON.stringify(config));
    return spawnSync(process.execPath, [join(root, 'node_modules/typescript/bin/tsc'), '-p', folder], { encoding: 'utf8' }).stdout;
  } finally {
    await rm(folder, { recursive: true });
  }
}

test('DM1, DM2, DM3, DM4: calls, helpers and streams have the types of the table', async () => {
  assert.equal(await compiled(program), '');
});

test('DM1, DM2, DM3: what is wrong is an error', async () => {
  const wrong = program.split('@ts-expect-error').length - 1;
  const said = (await compiled(program.replaceAll('@ts-expect-error', '')).then((out) => out.match(/: error TS/g))) ?? [];
  assert.ok(wrong >= 9, `${wrong} errors to be seen`);
  assert.equal(said.length, wrong);
});
