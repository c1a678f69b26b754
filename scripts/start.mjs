// @ts-check
// npm start: sets up and builds what is missing, and serves the demo until Ctrl-C.
// Arguments after `--` go to the server: npm start -- --listen 0.0.0.0:8080

import { join } from 'node:path';
import { buildAll } from './lib/build.mjs';
import { wwwDir } from './lib/paths.mjs';
import { main, say } from './lib/report.mjs';
import { freePort, startServer } from './lib/server.mjs';

const PORT = 7400;

await main(async () => {
  await buildAll();

  const given = process.argv.slice(2);
  const args = [...given];
  if (!given.some((arg) => /^--listen\b/.test(arg)) && !process.env.GROUPWIRE_LISTEN) {
    const port = await freePort(PORT);
    if (port !== PORT) say(`! port ${PORT} is taken; using ${port}`);
    args.push('--listen', `127.0.0.1:${port}`);
  }
  if (!given.some((arg) => /^--demo(-dir)?\b/.test(arg))) args.push('--demo-dir', join(wwwDir, 'dist'));

  // Its log stays quiet, so that the demo's address is the last line.
  const server = await startServer(args, { env: { GROUPWIRE_LOG: 'warn', ...process.env }, detached: true });
  for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP'])) process.on(signal, () => void server.stop());
  say('Ctrl-C ends it.');
  console.log(`The demo: ${server.url}/`);
  process.exitCode = await server.exited;
});
