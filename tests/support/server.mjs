// @ts-check
// The real groupwire-server, started on a free loopback port.

import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { serverBinary } from './places.mjs';
import { DeadlineError, within } from './wait.mjs';

const READY = /^groupwire-server listening on (http:\/\/\S+?)\/?$/;
const START_DEADLINE = 20_000;
const STOP_DEADLINE = 10_000;

/** @type {Set<import('node:child_process').ChildProcess>} */
const running = new Set();

// A test process that ends early, by itself or by a signal, must not leave servers behind.
process.once('exit', () => {
  for (const child of running) child.kill('SIGKILL');
});
for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM'])) {
  process.once(signal, () => {
    for (const child of running) child.kill('SIGKILL');
    process.kill(process.pid, signal);
  });
}

/**
 * @typedef {object} Server
 * @property {string} base `http://127.0.0.1:PORT`
 * @property {string} wsUrl the WebSocket endpoint
 * @property {string} httpUrl the base of the HTTP endpoints, with a slash at its end
 * @property {number} pid
 * @property {() => string} logs all that it has printed so far
 * @property {() => Promise<number | null>} stop ends it, gently at first; gives its exit code, null after a kill
 */

/**
 * Starts a server and waits until it listens.
 * @param {object} [options]
 * @param {string[]} [options.flags] more command line flags
 * @param {Record<string, string>} [options.env] more environment variables
 * @param {string} [options.demoDir] the folder to serve at `/`
 * @param {string} [options.listen] the address; default: a free port of the loopback interface
 * @returns {Promise<Server>}
 */
export async function startServer({ flags = [], env = {}, demoDir, listen = '127.0.0.1:0' } = {}) {
  const args = ['--listen', listen, ...(demoDir ? ['--demo-dir', demoDir] : []), ...flags];
  const child = spawn(serverBinary(), args, { env: { ...process.env, ...env }, stdio: ['ignore', 'pipe', 'pipe'] });
  running.add(child);
  const exited = new Promise((resolve) => {
    child.once('exit', (code) => {
      running.delete(child);
      resolve(code);
    });
  });

  let log = '';
  child.stderr.setEncoding('utf8').on('data', (text) => (log += text));
  const base = /** @type {Promise<string>} */ (
    new Promise((resolve, reject) => {
      child.once('error', reject);
      // `close` comes after the last output, so that the message has the reason in it.
      child.once('close', (code) => reject(new Error(`groupwire-server ended with code ${code}:\n${log}`)));
      createInterface({ input: child.stdout }).on('line', (line) => {
        log += `${line}\n`;
        const ready = READY.exec(line);
        if (ready?.[1]) resolve(ready[1]);
      });
    })
  );

  async function stop() {
    if (child.exitCode !== null || child.signalCode !== null) return child.exitCode;
    child.kill('SIGTERM');
    try {
      return await within(exited, STOP_DEADLINE);
    } catch (error) {
      if (!(error instanceof DeadlineError)) throw error;
      child.kill('SIGKILL');
      return await exited;
    }
  }

  try {
    const url = await within(base, START_DEADLINE, () => `groupwire-server to listen; it printed:\n${log}`);
    // A server that a failed test did not stop must not keep the process from ending.
    child.unref();
    for (const pipe of [child.stdout, child.stderr]) /** @type {import('node:net').Socket} */ (pipe).unref();
    return {
      base: url,
      wsUrl: `${url.replace('http', 'ws')}/api`,
      httpUrl: `${url}/`,
      pid: /** @type {number} */ (child.pid),
      logs: () => log,
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}
