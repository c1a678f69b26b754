// @ts-check
// Installing packages of a Debian-like system.

import { capture, CommandError, run, which } from './run.mjs';
import { step } from './report.mjs';

/** Whether this system installs its packages with apt. */
export const hasApt = () => which('apt-get') !== undefined;

/** @param {string} name */
export function isInstalled(name) {
  return capture('dpkg-query', ['-W', '-f', '${Status}', name])?.endsWith('install ok installed') ?? false;
}

/**
 * The version that apt would install, or undefined when it knows no such package.
 * @param {string} name
 */
export function candidate(name) {
  const policy = capture('apt-cache', ['policy', name]) ?? '';
  const version = /Candidate: (\S+)/.exec(policy)?.[1];
  return version === '(none)' ? undefined : version;
}

/** Runs apt-get as root. @param {string[]} args */
async function aptGet(args) {
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  const command = ['apt-get', '-q', '-y', ...args];
  if (process.getuid?.() === 0) return run(/** @type {string} */ (command[0]), command.slice(1), { env, quiet: true });
  if (!which('sudo')) throw new CommandError(`please run as root: ${command.join(' ')}`);
  return run('sudo', ['--preserve-env=DEBIAN_FRONTEND', ...command], { env, quiet: true });
}

let listsAreFresh = false;

/** Fetches the lists of packages, once per run. */
export async function updateLists() {
  if (listsAreFresh) return;
  await step('apt-get update', () => aptGet(['update']));
  listsAreFresh = true;
}

/**
 * Installs the packages that are missing.
 * @param {string[]} names
 */
export async function install(names) {
  const missing = names.filter((name) => !isInstalled(name));
  if (missing.length === 0) return;
  if (!missing.every(candidate)) await updateLists();
  const add = () => aptGet(['install', '--no-install-recommends', ...missing]);
  await step(`apt-get install ${missing.join(' ')}`, () =>
    // Old lists name versions that the mirror no longer has.
    add().catch(async () => (await updateLists(), await add())),
  );
}
