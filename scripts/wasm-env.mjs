// @ts-check
// Prints the environment for calling cargo and wasm-pack by hand:
//   eval "$(scripts/wasm-env)" && wasm-pack build --target web

import { main } from './lib/report.mjs';
import { wasmEnvironment } from './lib/setup.mjs';

await main(async () => {
  const { env } = await wasmEnvironment();
  for (const [name, value] of Object.entries(env)) {
    if (value === process.env[name] || value === undefined) continue;
    console.log(`export ${name}='${value.replaceAll("'", "'\\''")}'`);
  }
});
