// @ts-check
// Chromium with windows that can really be hidden and frozen.
//
// Playwright gives each page of a browser that it launches the focus for ever, so that none is ever hidden. A browser
// that was started by somebody else, and is asked to keep its defaults, has windows as a user has them.

import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium } from 'playwright-core';
import { FLAGS } from '../support/browser.mjs';
import { chromiumBinary, within } from '../support/index.mjs';

const LISTENING = /DevTools listening on (ws:\S+)/;
const ENDS = ['exit', 'SIGINT', 'SIGTERM'];
const START_DEADLINE = 30_000;

export class Window {
  /**
   * @param {import('playwright-core').Page} page
   * @param {import('playwright-core').CDPSession} cdp
   */
  constructor(page, cdp) {
    this.page = page;
    this.cdp = cdp;
  }

  /** Minimizes the window: its page is hidden. */
  hide() {
    return this.#setState('minimized', 'hidden');
  }

  /** Brings the window back: its page is visible. */
  show() {
    return this.#setState('normal', 'visible');
  }

  /** Hides the page and stops all of its timers and tasks, as browsers do with tabs that nobody looked at for long. */
  async freeze() {
    await this.hide();
    await this.cdp.send('Page.setWebLifecycleState', { state: 'frozen' });
  }

  /** Lets a frozen page run again; it is still hidden. */
  async thaw() {
    await this.cdp.send('Page.setWebLifecycleState', { state: 'active' });
  }

  /** The browser's network is there or not, as `navigator.onLine` and its events tell it. @param {boolean} offline */
  async setOffline(offline) {
    await this.cdp.send('Network.enable');
    await this.cdp.send('Network.emulateNetworkConditions', { offline, latency: 0, downloadThroughput: -1, uploadThroughput: -1 });
  }

  /** Goes back in the history; the page may come out of the browser's cache, where it was frozen. */
  async back() {
    // Playwright's own goBack waits for a load, which a page from that cache doesn't have.
    const { currentIndex, entries } = await this.cdp.send('Page.getNavigationHistory');
    const entry = entries[currentIndex - 1];
    if (!entry) throw new Error('there is no page to go back to');
    await this.cdp.send('Page.navigateToHistoryEntry', { entryId: entry.id });
  }

  close() {
    return this.page.close();
  }

  /**
   * @param {'minimized' | 'normal'} windowState
   * @param {DocumentVisibilityState} visibility
   */
  async #setState(windowState, visibility) {
    const { windowId } = await this.cdp.send('Browser.getWindowForTarget');
    await this.cdp.send('Browser.setWindowBounds', { windowId, bounds: { windowState } });
    await this.page.waitForFunction((wanted) => document.visibilityState === wanted, visibility, { polling: 20 });
  }
}

/** Starts the browser. All of its windows share one profile: what must not share storage needs origins of its own. */
export async function startBrowser() {
  const profile = await mkdtemp(join(tmpdir(), 'groupwire-faults-'));
  const args = [...FLAGS, '--headless=new', '--remote-debugging-port=0', `--user-data-dir=${profile}`, 'about:blank'];
  const child = spawn(chromiumBinary(), args, { stdio: ['ignore', 'ignore', 'pipe'] });
  // A process that ends early must not leave it behind. That signals end the process, the servers' support sees to.
  const kill = () => void child.kill('SIGKILL');
  for (const end of ENDS) process.once(end, kill);
  const exited = once(child, 'exit');
  let log = '';
  const address = /** @type {Promise<string>} */ (
    new Promise((resolve, reject) => {
      child.once('error', reject);
      child.once('exit', (code) => reject(new Error(`the browser ended with code ${code}:\n${log}`)));
      child.stderr.setEncoding('utf8').on('data', (text) => {
        log += text;
        const found = LISTENING.exec(log)?.[1];
        if (found) resolve(found);
      });
    })
  );
  const browser = await chromium.connectOverCDP(await within(address, START_DEADLINE, () => `the browser: ${log}`), { noDefaults: true });
  const [context] = browser.contexts();
  if (!context) throw new Error('the browser has no window');
  const control = await browser.newBrowserCDPSession();

  return {
    /** Opens a window of its own. */
    async open() {
      const url = `about:blank#${randomUUID()}`;
      const opened = context.waitForEvent('page', { predicate: (page) => page.url() === url });
      await control.send('Target.createTarget', { url, newWindow: true });
      const page = await opened;
      return new Window(page, await context.newCDPSession(page));
    },
    async close() {
      // The answer may be lost with the connection.
      await control.send('Browser.close').catch(() => {});
      await exited;
      for (const end of ENDS) process.off(end, kill);
      await rm(profile, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}
