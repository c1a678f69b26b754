// @ts-check
// The tests that simpleddp-core ships, as they are: bundled, because they are ES modules from before
// Node had them, and run by mocha.

import { build } from 'esbuild';
import { execFile } from 'node:child_process';
import { mkdir, readFile, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';

const require = createRequire(import.meta.url);
const client = dirname(require.resolve('simpleddp-core/package.json'));
const FILES = ['connection', 'methods', 'subscriptions'].map((name) => join(client, 'test/e2e', `${name}.js`));

/** Beside the packages that the bundles import. */
const output = join(import.meta.dirname, 'node_modules/.simpleddp-core-e2e');

/**
 * What mocha tells of one test.
 * @typedef {object} Outcome
 * @property {string} fullTitle
 * @property {{ message?: string, stack?: string }} err empty when it passed
 */

/**
 * Runs them against the server that they find at ws://localhost:3000/websocket.
 * @returns {Promise<{ tests: Outcome[], pending: Outcome[] }>}
 */
export async function runShippedTests() {
  await rm(output, { recursive: true, force: true });
  await mkdir(output);
  const outdir = join(output, 'tests');
  await build({ entryPoints: FILES, outdir, bundle: true, packages: 'external', platform: 'node', format: 'cjs', outExtension: { '.js': '.cjs' } });

  const report = join(output, 'report.json');
  const mocha = [require.resolve('mocha/bin/mocha.js'), '--reporter', 'json', '--reporter-option', `output=${report}`];
  // The server listens at the IPv4 address of localhost, which may have another one too.
  const node = ['--dns-result-order=ipv4first', ...mocha, outdir, '--extension', 'cjs'];
  await promisify(execFile)(process.execPath, node, { cwd: output }).catch((error) => {
    // Mocha's exit code is the number of tests that failed, which its report tells better.
    if (typeof error.code !== 'number') throw error;
  });
  return JSON.parse(await readFile(report, 'utf8'));
}
