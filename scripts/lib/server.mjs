// @ts-check
// Running the server's release binary.

import { spawn } from 'node:child_process';
import { createServer } from 'node:net';
import { createInterface } from 'node:readline';
import { serverBinary } from './paths.mjs';
import { CommandError } from './run.mjs';

const LISTENING = /^groupwire-server listening on (http:\/\/\S+?)\/?$/;

/** Whether a port of the loopback interface is free. @param {number} port @returns {Promise<boolean>} */
function isFree(port) {
  return new Promise((resolve) => {
    const probe = createServer();
    probe.once('error', () => resolve(false));
    probe.listen(port, '127.0.0.1', () => probe.close(() => resolve(true)));
  });
}

/**
 * The first free port from `first` on.
 * @param {number} first
 */
export async function freePort(first) {
  for (let port = first; port < first + 100; port++) if (await isFree(port)) return port;
  throw new CommandError(`no free port from ${first} to ${first + 99}`);
}

/**
 * Starts the server and waits until it listens. What it logs goes to stderr.
 * @param {string[]} args
 * @param {{ env?: Record<string, string | undefined>; detached?: boolean }} [options]
 *   `detached`: it doesn't get the terminal's Ctrl-C, only what `stop` sends
 */
export async function startServer(args, { env = process.env, detached = false } = {}) {
  const child = spawn(serverBinary, args, { env, detached, stdio: ['ignore', 'pipe', 'inherit'] });
  /** @type {Promise<number>} */
  const exited = new Promise((resolve) => {
    child.once('error', () => resolve(1));
    child.once('exit', (code, signal) => resolve(code ?? (signal ? 1 : 0)));
  });
  const kill = () => child.kill('SIGKILL');
  process.once('exit', kill);
  void exited.then(() => process.off('exit', kill));

  const url = await new Promise((resolve, reject) => {
    createInterface({ input: child.stdout }).on('line', (line) => {
      const found = LISTENING.exec(line)?.[1];
      if (found) resolve(found);
    });
    void exited.then((code) => reject(new CommandError(`groupwire-server ended with exit code ${code}`)));
  });
  return {
    url: /** @type {string} */ (url),
    exited,
    /** Asks it to close its connections and end; the second time it is ended at once. */
    stop() {
      child.kill(child.killed ? 'SIGKILL' : 'SIGTERM');
      return exited;
    },
  };
}
