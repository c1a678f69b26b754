// @ts-check
// npm run bench: builds what is measured and runs the benchmarks in bench/.
//   --json          one JSON object on stdout, of all that they print, and nothing else there
//   NAME …          only these: npm run bench -- inbound
//
// A benchmark is a program bench/NAME.mjs. By default it prints a table; with --json it
// prints a JSON object on stdout, whose keys are merged with those of the others. One in
// bench/long takes so long that it is run by its name alone.

import { spawn } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { buildAll } from './lib/build.mjs';
import { root, serverBinary } from './lib/paths.mjs';
import { main, say, step } from './lib/report.mjs';
import { CommandError } from './lib/run.mjs';
import { browserEnv, purposes, setUp } from './lib/setup.mjs';

await main(async () => {
  const { values, positionals } = parseArgs({ options: { json: { type: 'boolean' } }, allowPositionals: true });
  const short = benchmarksIn(join(root, 'bench'));
  const all = new Map([...short, ...benchmarksIn(join(root, 'bench', 'long'))]);
  const names = positionals.length > 0 ? positionals : [...short.keys()];
  const files = names.map((name) => {
    const file = all.get(name);
    if (!file) throw new CommandError(`there is no benchmark '${name}': there are ${[...all.keys()].join(', ')}`);
    return { name, file };
  });

  await setUp(purposes.bench);
  await buildAll(['sdk', 'server']);
  const merged = {};
  for (const { name, file } of files) {
    const { code, printed } = await step(`bench ${name}`, () => runBenchmark(file, values.json ?? false));
    // One that misses its gate has printed its figures all the same.
    if (values.json && printed.trim()) Object.assign(merged, JSON.parse(printed));
    if (code === 0) continue;
    say(`✗ bench ${name} ended with exit code ${code}`);
    process.exitCode = 1;
  }
  if (values.json) console.log(JSON.stringify(merged));
});

/** The benchmarks of a folder: their names, sorted, and files. @param {string} folder */
function benchmarksIn(folder) {
  const files = (existsSync(folder) ? readdirSync(folder) : []).filter((file) => file.endsWith('.mjs')).sort();
  return new Map(files.map((file) => [file.slice(0, -'.mjs'.length), join(folder, file)]));
}

/**
 * Runs one benchmark.
 * @param {string} file
 * @param {boolean} json
 * @returns {Promise<{ code: number | null; printed: string }>} with what it printed on stdout, when `json`
 */
function runBenchmark(file, json) {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [file, ...(json ? ['--json'] : [])], {
      cwd: root,
      env: { ...process.env, ...browserEnv(), GROUPWIRE_SERVER: serverBinary },
      stdio: ['ignore', json ? 'pipe' : 'inherit', 'inherit'],
    });
    let printed = '';
    child.stdout?.setEncoding('utf8').on('data', (text) => (printed += text));
    child.on('error', reject);
    child.on('close', (code) => resolve({ code, printed }));
  });
}
