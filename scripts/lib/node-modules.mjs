// @ts-check
// The npm packages: installed as the lock file says, when they aren't.

import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { exclusively } from './lock.mjs';
import { root, targetDir } from './paths.mjs';
import { step } from './report.mjs';
import { run } from './run.mjs';

/**
 * A folder with a lock file of its own.
 * @typedef {object} Project
 * @property {string} name
 * @property {string} folder
 * @property {string[]} inputs the files that say what is installed, from the folder
 * @property {string[]} [options] for `npm ci`
 */

/** @type {Project} */
const workspace = {
  name: 'node_modules',
  folder: root,
  inputs: ['package-lock.json', 'package.json', 'npm/package.json', 'www/package.json'],
};

/**
 * The foreign DDP clients. They are apart from the workspace, because their old dependencies are
 * of no concern to anybody who builds or uses the SDK, and because what they would run at their
 * installation is not wanted.
 * @type {Project}
 */
const ddpClients = {
  name: 'ddp-clients',
  folder: join(root, 'tests/ddp-clients'),
  inputs: ['package-lock.json', 'package.json'],
  options: ['--ignore-scripts'],
};

/** What everything is built with. */
export const setUpNodeModules = () => install(workspace);

/** The foreign DDP clients from npm. */
export const setUpDdpClients = () => install(ddpClients);

/**
 * Runs `npm ci` when node_modules is missing or older than the lock file.
 * @param {Project} project
 */
async function install(project) {
  if (upToDate(project)) return;
  const { name, folder, options = [] } = project;
  await exclusively(targetDir, name, async () => {
    if (upToDate(project)) return;
    const args = ['ci', '--no-audit', '--no-fund', ...options];
    await step(`npm ci (${name})`, () => run('npm', args, { cwd: folder, quiet: true }));
    writeFileSync(stampOf(project), wanted(project));
  });
}

/** @param {Project} project */
const stampOf = ({ folder }) => join(folder, 'node_modules/.groupwire-lock');

/** @param {Project} project */
const upToDate = (project) =>
  existsSync(stampOf(project)) && readFileSync(stampOf(project), 'utf8') === wanted(project);

/** What node_modules was installed from, or should be. @param {Project} project */
function wanted({ folder, inputs }) {
  const hash = createHash('sha256').update(process.version.split('.')[0] ?? '');
  for (const file of inputs) {
    if (existsSync(join(folder, file))) hash.update(readFileSync(join(folder, file)));
  }
  return hash.digest('hex');
}
