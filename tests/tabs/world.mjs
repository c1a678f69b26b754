// @ts-check
// One server, one browser, and in it the tabs of users who share connections.

import { randomUUID } from 'node:crypto';
import { dirname } from 'node:path';
import { startBrowser } from '../faults/browser.mjs';
import { claims, sdkBundle, serveFolder, signToken, startServer, until } from '../support/index.mjs';
import { Tab } from './tab.mjs';

const SECRET = 'a secret for the tests of tabs, at least 32 bytes long';
const PAGE = '<!doctype html><meta charset="utf-8"><title>tab</title><link rel="icon" href="data:,"><body></body>';

/** @param {string} user */
export const tokenOf = (user) => signToken(claims(user), SECRET);

export async function openWorld() {
  const env = { GROUPWIRE_HS256_SECRET: SECRET };
  let server = await startServer({ env });
  const web = await serveFolder({ '/': PAGE, '/elsewhere': PAGE, '/sdk/': { dir: dirname(sdkBundle) } });
  const browser = await startBrowser();
  /** @type {Set<Tab>} */
  const tabs = new Set();

  /**
   * A tab of a user, connected.
   * @param {object} [options]
   * @param {string} [options.user]
   * @param {object} [options.more] more options of the client
   * @param {() => void} [options.prepare] runs in the page before anything else
   * @param {string} [options.without] files that the page does not get
   */
  async function enter({ user = randomUUID(), more = {}, prepare, without } = {}) {
    const window = await browser.open();
    const tab = new Tab(window, user);
    tabs.add(tab);
    if (without) await window.page.route(without, (route) => route.abort());
    await window.page.goto(`${web.base}/`);
    if (prepare) await window.page.evaluate(prepare);
    await tab.start({ url: server.wsUrl, httpUrl: server.httpUrl, token: tokenOf(user), shareConnection: true, ...more });
    return tab;
  }

  /** @param {string} name */
  async function metric(name) {
    const text = await (await fetch(`${server.base}/metrics`)).text();
    return Number(new RegExp(`^groupwire_${name} (\\d+)$`, 'm').exec(text)?.[1]);
  }

  const connections = () => metric('connections');

  return {
    /** The endpoint. */
    get url() {
      return server.wsUrl;
    },
    enter,
    /** The server ends, and another one begins in its place. */
    async restart() {
      const { host: listen } = new URL(server.base);
      await server.stop();
      server = await startServer({ env, listen });
    },
    /**
     * Three tabs of one user, the leader first.
     * @returns {Promise<[Tab, Tab, Tab]>}
     */
    async party(user = randomUUID()) {
      return [await enter({ user }), await enter({ user }), await enter({ user })];
    },
    /** Somebody else, who shares with nobody. */
    witness: () => enter({ more: { shareConnection: false } }),
    /** How many connections the server has. */
    connections,
    /** How many it has had so far. */
    opened: () => metric('connections_opened_total'),
    /** Leaves nothing behind for the next test, no connection either. */
    async clear() {
      await Promise.all([...tabs].map((tab) => tab.window.close().catch(() => {})));
      tabs.clear();
      await until(async () => (await connections()) === 0);
    },
    async close() {
      await browser.close();
      await web.stop();
      await server.stop();
    },
  };
}
