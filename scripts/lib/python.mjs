// @ts-check
// The foreign DDP clients that are written in Python, in a virtual environment of their own.

import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { hasApt, install } from './debian.mjs';
import { exclusively } from './lock.mjs';
import { cacheDir, root } from './paths.mjs';
import { step } from './report.mjs';
import { capture, CommandError, run } from './run.mjs';

const requirements = join(root, 'tests/ddp-clients/python/requirements.txt');

/** What a virtual environment is made with: pip comes in it. Debian has this in a package of its own. */
const CAN_MAKE = ['-c', 'import ensurepip, platform; print(platform.python_version())'];

/** The interpreters to look for: on Debian, what apt installs is the second one. */
const CANDIDATES = ['python3', '/usr/bin/python3', 'python'];

/** The interpreter that has the clients, once `setUpPythonClients` has run. */
export function pythonWithClients() {
  const base = findPython();
  return base && interpreter(home(base));
}

/** Makes sure that there is Python with the foreign DDP clients from PyPI. */
export async function setUpPythonClients() {
  const base = findPython() ?? (await installPython());
  const folder = home(base);
  if (existsSync(stampOf(folder))) return;
  await exclusively(cacheDir, 'python', async () => {
    if (existsSync(stampOf(folder))) return;
    await step('pip install (ddp-clients)', () => makeEnvironment(base, folder));
  });
}

/**
 * @typedef {object} Python
 * @property {string} command
 * @property {string} version
 */

/** @returns {Python | undefined} */
function findPython() {
  for (const command of CANDIDATES) {
    const version = capture(command, CAN_MAKE);
    if (version?.startsWith('3.')) return { command, version };
  }
  return undefined;
}

async function installPython() {
  if (hasApt()) await install(['python3', 'python3-venv']);
  const found = findPython();
  if (!found) throw new CommandError('the suite ddp-clients needs Python 3 with its module venv: put python3 on PATH');
  return found;
}

/** The environment's folder: another one for other requirements, and for another Python. @param {Python} python */
function home({ version }) {
  const hash = createHash('sha256').update(readFileSync(requirements)).update(version);
  return join(cacheDir, 'python', hash.digest('hex').slice(0, 16));
}

/** @param {string} folder */
const stampOf = (folder) => join(folder, '.groupwire-complete');

/** @param {string} folder */
const interpreter = (folder) => join(folder, process.platform === 'win32' ? 'Scripts/python.exe' : 'bin/python');

/**
 * @param {Python} base
 * @param {string} folder
 */
async function makeEnvironment(base, folder) {
  rmSync(folder, { recursive: true, force: true });
  await run(base.command, ['-m', 'venv', folder], { quiet: true });
  const pip = ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', '--require-hashes', '-r', requirements];
  await run(interpreter(folder), pip, { quiet: true });
  writeFileSync(stampOf(folder), '');
}
