// @ts-check
// Sets up what the repository needs. `--for` says for which command; `test` needs everything.

import { parseArgs } from 'node:util';
import { cacheDir } from './lib/paths.mjs';
import { main, say, seconds } from './lib/report.mjs';
import { CommandError } from './lib/run.mjs';
import { purposes, setUp, wasmEnvironment } from './lib/setup.mjs';

await main(async () => {
  const { values } = parseArgs({ options: { for: { type: 'string', default: 'test' }, help: { type: 'boolean' } } });
  const names = Object.keys(purposes).join('|');
  if (values.help) return say(`usage: scripts/bootstrap [--for ${names}]`);
  const needs = Object.entries(purposes).find(([name]) => name === values.for)?.[1];
  if (!needs) throw new CommandError(`--for takes one of ${names}`);
  const start = performance.now();
  await setUp(needs);
  const { toolchain } = await wasmEnvironment();
  say(`✓ all is there for '${values.for}' (${seconds(performance.now() - start)}); WebAssembly: ${toolchain.version}; tools: ${cacheDir}`);
});
