// @ts-check
// What the scripts print while they work: each step with its time, on stderr.

import { CommandError } from './run.mjs';

/** @param {number} ms */
export const seconds = (ms) => `${(ms / 1000).toFixed(1)} s`;

/** @param {string} text */
export const say = (text) => process.stderr.write(`${text}\n`);

/**
 * Runs one step and prints its name before, its time after.
 * @template T
 * @param {string} name
 * @param {() => T | Promise<T>} work
 * @returns {Promise<T>}
 */
export async function step(name, work) {
  say(`· ${name} …`);
  const start = performance.now();
  const result = await work();
  say(`✓ ${name} (${seconds(performance.now() - start)})`);
  return result;
}

/**
 * Runs a script's main function; a failure is told in one line and becomes the exit code.
 * @param {() => Promise<unknown>} body
 */
export async function main(body) {
  try {
    await body();
  } catch (error) {
    const known = error instanceof CommandError;
    if (known && error.output) say(error.output.trimEnd());
    say(`✗ ${known ? error.message : error instanceof Error ? error.stack : String(error)}`);
    process.exitCode = 1;
  }
}
