// @ts-check
// Packs the package as it would be published and installs it into small projects.

import { execFile } from 'node:child_process';
import { cp, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { npmDir, root } from '../support/index.mjs';

const consumers = fileURLToPath(new URL('consumers/', import.meta.url));
const execute = promisify(execFile);
const DEADLINE = 60_000;

/** npm as a script where it started this process, else by its name. */
const npm = process.env.npm_execpath?.endsWith('.js') ? [process.execPath, process.env.npm_execpath] : ['npm'];

/**
 * Runs a program and gives its output; rejects with all that it printed.
 * @param {string[]} command
 * @param {{ cwd: string, env?: Record<string, string> }} options
 */
export async function run([file, ...args], { cwd, env = {} }) {
  const { NODE_OPTIONS: _, NODE_TEST_CONTEXT: __, ...inherited } = process.env;
  try {
    const shell = file === 'npm' && process.platform === 'win32';
    return await execute(file ?? '', args, { cwd, env: { ...inherited, ...env }, timeout: DEADLINE, shell });
  } catch (error) {
    const { message, stdout = '', stderr = '' } = /** @type {any} */ (error);
    throw new Error(`${message}\n${stdout}${stderr}`);
  }
}

/** The path of a program of the repository's own packages. @param {string} path */
export const tool = (path) => join(root, 'node_modules', path);

/**
 * @typedef {object} Package
 * @property {string} tarball
 * @property {{ path: string, size: number }[]} files what is in it
 * @property {(name: string, options?: { links?: string[], files?: string[] }) => Promise<string>} install
 *   makes a project from a template and installs the package there; gives its folder
 * @property {() => Promise<void>} remove
 */

/** @returns {Promise<Package>} */
export async function pack() {
  const folder = await mkdtemp(join(tmpdir(), 'groupwire-packaging-'));
  const { stdout } = await run([...npm, 'pack', '--json', '--pack-destination', folder], { cwd: npmDir });
  // Scripts of the package may print before npm does.
  const [packed] = JSON.parse(stdout.slice(stdout.indexOf('[\n')));
  const tarball = join(folder, packed.filename);
  let count = 0;

  return {
    tarball,
    files: packed.files,
    async install(name, { links = [], files = [] } = {}) {
      const project = join(folder, `${name}-${++count}`);
      await cp(join(consumers, name), project, { recursive: true });
      for (const file of files) await cp(join(consumers, file), join(project, file));
      const manifest = { name, private: true, dependencies: { groupwire: `file:${tarball}` } };
      await writeFile(join(project, 'package.json'), JSON.stringify(manifest));
      const quiet = ['--offline', '--ignore-scripts', '--no-audit', '--no-fund', '--no-package-lock'];
      await run([...npm, 'install', ...quiet], { cwd: project });
      for (const link of links) await symlink(tool(link), join(project, 'node_modules', link), 'junction');
      return project;
    },
    remove: () => rm(folder, { recursive: true, force: true }),
  };
}

/** @param {string} project */
export const manifestIn = async (project) =>
  JSON.parse(await readFile(join(project, 'node_modules/groupwire/package.json'), 'utf8'));
