// @ts-check
// Around `npm pack`: the README and the licences live at the repository's root; the
// package needs copies while it is packed.

import { copyFileSync, existsSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { bundleFiles } from './lib/bundle.mjs';
import { npmDir, root } from './lib/paths.mjs';
import { main } from './lib/report.mjs';
import { CommandError } from './lib/run.mjs';

await main(async () => {
  if (!bundleFiles.every(existsSync)) throw new CommandError('npm/dist is not built: npm run build');
  for (const file of readdirSync(root).filter((name) => /^(README\.md|LICENSE.*)$/.test(name))) {
    if (process.argv[2] === 'add') copyFileSync(join(root, file), join(npmDir, file));
    else rmSync(join(npmDir, file), { force: true });
  }
});
