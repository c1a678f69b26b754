// @ts-check
// Headless Chromium, driven by no more of its protocol than is needed here. Playwright, which the
// tests use, has the browser report every frame of every WebSocket, and that takes many times as
// long as the frames themselves.

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { WebSocket } from 'ws';
import { chromiumBinary, within } from '../../tests/support/index.mjs';

const FLAGS = [
  '--headless', '--remote-debugging-port=0', '--no-sandbox', '--disable-gpu', '--no-first-run', '--disable-sync',
  '--disable-background-networking', '--disable-component-update', '--disable-extensions',
];
const START_DEADLINE = 30_000;
const CALL_DEADLINE = 100_000;

/** The browser's end of a command that is under way. @typedef {{ resolve(result: any): void, reject(error: Error): void }} Pending */

/** Starts a browser with a profile of its own. */
export async function startChromium() {
  const profile = await mkdtemp(join(tmpdir(), 'groupwire-bench-'));
  const child = spawn(chromiumBinary(), [...FLAGS, `--user-data-dir=${profile}`], { stdio: ['ignore', 'ignore', 'pipe'] });
  const kill = () => child.kill('SIGKILL');
  process.once('exit', kill);
  /** @type {Promise<string>} */
  const address = new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (code) => reject(new Error(`Chromium ended with code ${code}`)));
    createInterface({ input: child.stderr }).on('line', (line) => {
      const found = /^DevTools listening on (ws:\S+)/.exec(line);
      if (found?.[1]) resolve(found[1]);
    });
  });
  const socket = new WebSocket(await within(address, START_DEADLINE, 'Chromium to start'), { perMessageDeflate: false });
  await once(socket, 'open');

  let last = 0;
  /** @type {Map<number, Pending>} */
  const pending = new Map();
  socket.on('message', (text) => {
    const { id, result, error } = JSON.parse(String(text));
    const call = pending.get(id);
    pending.delete(id);
    if (error) call?.reject(new Error(error.message));
    else call?.resolve(result);
  });
  /**
   * @param {string} method
   * @param {object} [params]
   * @param {string} [sessionId]
   * @returns {Promise<any>}
   */
  function send(method, params = {}, sessionId) {
    const id = ++last;
    socket.send(JSON.stringify({ id, method, params, sessionId }));
    const answer = new Promise((resolve, reject) => pending.set(id, { resolve, reject }));
    return within(answer, CALL_DEADLINE, method);
  }

  return {
    /** For example `156.0.8078.79`. */
    version: String((await send('Browser.getVersion')).product).replace(/^.*\//, ''),

    /** A page that shares nothing with those before it. @param {string} url */
    async newPage(url) {
      const { browserContextId } = await send('Target.createBrowserContext');
      const { targetId } = await send('Target.createTarget', { url: 'about:blank', browserContextId });
      const { sessionId } = await send('Target.attachToTarget', { targetId, flatten: true });
      const page = {
        /** @param {string} method @param {object} [params] */
        send: (method, params) => send(method, params, sessionId),
        /** The value of an expression, once it is there. @param {string} expression @returns {Promise<any>} */
        async evaluate(expression) {
          const options = { expression, awaitPromise: true, returnByValue: true };
          const { result, exceptionDetails: thrown } = await page.send('Runtime.evaluate', options);
          if (thrown) throw new Error(thrown.exception?.description ?? thrown.text);
          return result.value;
        },
        close: () => send('Target.disposeBrowserContext', { browserContextId }),
      };
      await page.send('Page.navigate', { url });
      await page.evaluate(`new Promise((loaded) => (document.readyState === 'complete' ? loaded() : addEventListener('load', loaded)))`);
      return page;
    },

    async close() {
      const exited = once(child, 'exit');
      await send('Browser.close').catch(kill);
      await within(exited, START_DEADLINE).catch(kill);
      process.off('exit', kill);
      socket.terminate();
      await rm(profile, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}

/** @typedef {Awaited<ReturnType<Awaited<ReturnType<typeof startChromium>>['newPage']>>} Page */
