// @ts-check
// Sets up what the repository needs. `--for` says for which command; `test` needs everything.

import { parseArgs } from 'node:util';
import { cacheDir } from './lib/paths.mjs';
import { main, say, seconds } from './lib/report.mjs';
import { CommandError } from './lib/run.mjs';
import { purposes, setUp, wasmEnvironment } from './lib/setup.mjs';

await main(async () => {
  const { values } = parseArgs({ options: { for: { type: 'string', default: 'test' }, help: { type: 'boolean' } } });
  if (values.help) return say(`usage: scripts/bootstrap [--for ${purposes.join('|')}]`);
  const purpose = purposes.find((name) => name === values.for);
  if (!purpose) throw new CommandError(`--for takes one of ${purposes.join(', ')}`);
  const start = performance.now();
  await setUp(purpose);
  const { toolchain } = await wasmEnvironment();
  say(`✓ all is there for '${purpose}' (${seconds(performance.now() - start)}); WebAssembly: ${toolchain.version}; tools: ${cacheDir}`);
});
