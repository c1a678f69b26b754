// @ts-check
// Running other programs.

import { spawn, spawnSync } from 'node:child_process';
import { accessSync, constants, statSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { exe, root } from './paths.mjs';

/** Something that the reader of the message can act on; a stack would be of no use. */
export class CommandError extends Error {
  /**
   * @param {string} message
   * @param {string} [output] what the command printed, where nobody has seen it yet
   */
  constructor(message, output = '') {
    super(message);
    this.name = 'CommandError';
    this.output = output;
  }
}

/**
 * @typedef {object} RunOptions
 * @property {string} [cwd] the repository's root unless told
 * @property {Record<string, string | undefined>} [env] the whole environment of the child
 * @property {boolean} [quiet] keep the output back; it comes with the error when the command fails
 */

/**
 * Runs a command to its end and rejects when it fails.
 * @param {string} command
 * @param {string[]} args
 * @param {RunOptions} [options]
 * @returns {Promise<string>} what it printed, when `quiet`
 */
export function run(command, args, { cwd = root, env = process.env, quiet = false } = {}) {
  return new Promise((resolve, reject) => {
    // What a step prints is progress: it goes to stderr, and stdout stays for results.
    const child = spawn(command, args, {
      cwd,
      env,
      stdio: quiet ? ['ignore', 'pipe', 'pipe'] : ['ignore', process.stderr, process.stderr],
      shell: process.platform === 'win32' && /^(npm|npx)$/.test(command),
    });
    let output = '';
    child.stdout?.on('data', (chunk) => (output += chunk));
    child.stderr?.on('data', (chunk) => (output += chunk));
    child.on('error', (error) => reject(new CommandError(`${command}: ${error.message}`)));
    child.on('close', (code, signal) => {
      if (code === 0) return resolve(output);
      const how = signal ? `was ended by ${signal}` : `failed with exit code ${code}`;
      reject(new CommandError(`${[command, ...args].join(' ')} ${how}`, output));
    });
  });
}

/**
 * What a short command prints, trimmed, or undefined when it can't run or fails.
 * @param {string} command
 * @param {string[]} args
 * @param {Record<string, string | undefined>} [env]
 */
export function capture(command, args, env = process.env) {
  const { status, stdout } = spawnSync(command, args, {
    cwd: root,
    env,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  return status === 0 ? stdout.trim() : undefined;
}

/**
 * The first executable of that name on PATH.
 * @param {string} name
 * @param {string} [path]
 */
export function which(name, path = process.env.PATH ?? '') {
  for (const folder of path.split(delimiter)) {
    const file = join(folder, exe(name));
    try {
      accessSync(file, constants.X_OK);
      if (statSync(file).isFile()) return file;
    } catch {
      // Not in this folder.
    }
  }
  return undefined;
}
