// @ts-check
// npm run lint:package: packs the npm package and has publint and attw look at the tarball.

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildAll } from './lib/build.mjs';
import { npmDir, root } from './lib/paths.mjs';
import { main, say, step } from './lib/report.mjs';
import { run } from './lib/run.mjs';

await main(async () => {
  await buildAll(['sdk']);
  const folder = await mkdtemp(join(tmpdir(), 'groupwire-pack-'));
  try {
    const listing = await run('npm', ['pack', '--json', '--loglevel=error', '--pack-destination', folder], { cwd: npmDir, quiet: true });
    const tarball = join(folder, /** @type {string} */ (/[\w.-]+\.tgz/.exec(listing)?.[0]));
    const bin = (/** @type {string} */ path) => join(root, 'node_modules', path);
    await step('publint', () => run(process.execPath, [bin('publint/src/cli.js'), 'run', tarball, '--strict']));
    await step('attw', () =>
      // The package is ES modules only: every runtime that can run its WebAssembly can
      // also `require` them.
      run(process.execPath, [bin('@arethetypeswrong/cli/dist/index.js'), tarball, '--profile', 'esm-only', '--no-emoji']),
    );
    say('✓ the package is clean');
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
});
