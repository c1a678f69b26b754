// @ts-check
// npm test: sets up what is missing and runs every suite.
//   --only native,browser   only these suites
//   --list                  the suites' names

import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { buildAll } from './lib/build.mjs';
import { countTests } from './lib/counts.mjs';
import { root } from './lib/paths.mjs';
import { main, say, seconds } from './lib/report.mjs';
import { CommandError } from './lib/run.mjs';
import { setUp } from './lib/setup.mjs';
import { suites } from './lib/suites.mjs';

/** @typedef {{ name: string; passed: number; failed: number; ms: number; reason?: string }} Result */

await main(async () => {
  const { values } = parseArgs({ options: { only: { type: 'string' }, list: { type: 'boolean' } } });
  if (values.list) return console.log(suites.map(({ name }) => name).join('\n'));
  const wanted = values.only?.split(',');
  const unknown = wanted?.find((name) => !suites.some((suite) => suite.name === name));
  if (unknown) throw new CommandError(`there is no suite '${unknown}': npm test -- --list`);

  const chosen = suites.filter(({ name }) => !wanted || wanted.includes(name)).filter(exists);
  await setUp([...new Set(chosen.flatMap(({ needs }) => needs))]);
  const results = [];
  for (const suite of chosen) results.push(await runSuite(suite));
  summarise(results);
});

/** @param {import('./lib/suites.mjs').Suite} suite */
function exists({ path }) {
  return path === undefined || existsSync(join(root, path));
}

/**
 * Runs one suite; its failure is a result too.
 * @param {import('./lib/suites.mjs').Suite} suite
 * @returns {Promise<Result>}
 */
async function runSuite({ name, builds, counted, run }) {
  say(`\n── ${name} ${'─'.repeat(Math.max(0, 70 - name.length))}`);
  const start = performance.now();
  /** @type {string[]} */
  const output = [];
  let reason;
  try {
    if (builds) await buildAll(builds);
    await run((command, args, env) => tee(output, command, args, env));
  } catch (error) {
    if (error instanceof CommandError && error.output) say(error.output);
    reason = error instanceof CommandError ? error.message : String(error instanceof Error ? error.stack : error);
    say(`✗ ${reason}`);
  }
  const counts = counted ? countTests(output.join('')) : { passed: reason ? 0 : 1, failed: 0 };
  if (!reason && counts.passed + counts.failed === 0) reason = 'it ran no test';
  // A suite can fail without a failed test, when it doesn't compile for one.
  if (reason && counts.failed === 0) counts.failed = 1;
  return { name, ...counts, ms: performance.now() - start, ...(reason && { reason }) };
}

/**
 * Runs a command, shows its output, and adds what it prints on stdout to `collected`.
 * @param {string[]} collected
 * @param {string} command
 * @param {string[]} args
 * @param {Record<string, string | undefined>} [env]
 * @returns {Promise<void>}
 */
function tee(collected, command, args, env = process.env) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { cwd: root, env, stdio: ['ignore', 'pipe', 'pipe'] });
    child.stderr.pipe(process.stderr, { end: false });
    // The runners print their counts on stdout.
    child.stdout.setEncoding('utf8').on('data', (text) => {
      collected.push(text);
      process.stdout.write(text);
    });
    child.on('error', (error) => reject(new CommandError(`${command}: ${error.message}`)));
    child.on('close', (code, signal) => {
      if (code === 0) resolve();
      else reject(new CommandError(`${command} ${args[0] ?? ''} ended with ${signal ?? `exit code ${code}`}`));
    });
  });
}

/** Prints the table and the closing line. @param {Result[]} results */
function summarise(results) {
  const width = Math.max(...results.map(({ name }) => name.length));
  console.log(`\n${'suite'.padEnd(width)}  result  passed  failed     time`);
  for (const { name, passed, failed, ms } of results) {
    const columns = [failed ? 'FAILED' : 'ok    ', String(passed).padStart(6), String(failed).padStart(6), seconds(ms).padStart(7)];
    console.log(`${name.padEnd(width)}  ${columns.join('  ')}`);
  }
  for (const { name, reason } of results) if (reason) console.log(`✗ ${name}: ${reason.split('\n')[0]}`);
  const passed = results.reduce((sum, result) => sum + result.passed, 0);
  const failed = results.reduce((sum, result) => sum + result.failed, 0);
  console.log(`\n${passed} passed, ${failed} failed`);
  if (failed > 0 || passed === 0) process.exitCode = 1;
}
