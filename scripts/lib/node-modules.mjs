// @ts-check
// The npm packages: installed as the lock file says, when they aren't.

import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { exclusively } from './lock.mjs';
import { root, targetDir } from './paths.mjs';
import { step } from './report.mjs';
import { run } from './run.mjs';

const stamp = join(root, 'node_modules/.groupwire-lock');

/** What node_modules was installed from, or should be. */
function wanted() {
  const hash = createHash('sha256').update(process.version.split('.')[0] ?? '');
  for (const file of ['package-lock.json', 'package.json', 'npm/package.json', 'www/package.json']) {
    if (existsSync(join(root, file))) hash.update(readFileSync(join(root, file)));
  }
  return hash.digest('hex');
}

const upToDate = () => existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted();

/** Runs `npm ci` when node_modules is missing or older than the lock file. */
export async function setUpNodeModules() {
  if (upToDate()) return;
  await exclusively(targetDir, 'node_modules', async () => {
    if (upToDate()) return;
    await step('npm ci', () => run('npm', ['ci', '--no-audit', '--no-fund'], { quiet: true }));
    writeFileSync(stamp, wanted());
  });
}
