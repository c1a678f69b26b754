// @ts-check
// npm start: sets up and builds what is missing, and serves the demo until Ctrl-C.
// Arguments after `--` go to the server: npm start -- --listen 0.0.0.0:8080

import { randomInt } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildAll } from './lib/build.mjs';
import { serverBinary, wwwDir } from './lib/paths.mjs';
import { main, say } from './lib/report.mjs';
import { freePort, startServer } from './lib/server.mjs';
import { addUsers } from './lib/users.mjs';

const PORT = 7400;

/** Who can log in to the demo over Rocket.Chat. */
const USERS = ['ada', 'grace', 'linus'];

/**
 * Makes users for the demo, for as long as it runs. Their password is another one each time: the server may listen beyond this
 * machine.
 */
function demoUsers() {
  const folder = mkdtempSync(join(tmpdir(), 'groupwire-demo-'));
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
  const file = join(folder, 'users.toml');
  const password = Array.from({ length: 8 }, () => 'abcdefghijkmnpqrstuvwxyz23456789'[randomInt(32)]).join('');
  const named = (/** @type {string} */ username) => `${username.charAt(0).toUpperCase()}${username.slice(1)}`;
  addUsers(serverBinary, file, USERS.map((username) => ({ username, name: named(username), password, id: username })));
  return { file, password };
}

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

  const hasUsers = given.some((arg) => /^--users\b/.test(arg)) || process.env.GROUPWIRE_USERS;
  const users = hasUsers ? undefined : demoUsers();
  if (users) args.push('--users', users.file);

  // Its log stays quiet, so that the demo's address is the last line.
  const server = await startServer(args, { env: { GROUPWIRE_LOG: 'warn', ...process.env }, detached: true });
  for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP'])) process.on(signal, () => void server.stop());
  if (users) say(`${server.url}/rocketchat/ has the users ${USERS.join(', ')}; their password is ${users.password}`);
  say('Ctrl-C ends it.');
  console.log(`The demo: ${server.url}/`);
  process.exitCode = await server.exited;
});
