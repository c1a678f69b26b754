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

/**
 * What differs from protocol to protocol.
 * @typedef {object} Kind
 * @property {string[]} [flags] more flags of the server
 * @property {(server: import('../support/server.mjs').Server) => object} endpoint the options that a client has of the server
 * @property {string} connections the metric of the connections
 */

/** @type {Kind} */
const VERSION_ONE = { endpoint: ({ wsUrl: url, httpUrl }) => ({ url, httpUrl }), connections: 'connections' };

/** @type {Kind} */
export const ROCKETCHAT = {
  // One user of many tabs calls more often than the server allows for.
  flags: ['--ddp-rate', '10000', '--frames-per-second', '0'],
  endpoint: ({ base, httpUrl: restUrl }) => ({ protocol: 'rocketchat', url: `${base.replace('http', 'ws')}/websocket`, restUrl }),
  connections: 'ddp_sessions',
};

/** @param {Kind} [kind] */
export async function openWorld({ flags = [], endpoint, connections: opened } = VERSION_ONE) {
  const env = { GROUPWIRE_HS256_SECRET: SECRET };
  let server = await startServer({ env, flags });
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
    const tab = await blank(user, without);
    if (prepare) await tab.page.evaluate(prepare);
    await tab.start({ ...endpoint(server), token: tokenOf(user), shareConnection: true, ...more });
    return tab;
  }

  /** A tab without a client. @param {string} [user] @param {string} [without] files that the page does not get */
  async function blank(user = randomUUID(), without) {
    const tab = new Tab(await browser.open(), user);
    tabs.add(tab);
    if (without) await tab.page.route(without, (route) => route.abort());
    await tab.page.goto(`${web.base}/`);
    return tab;
  }

  /** @param {string} name */
  async function metric(name) {
    const text = await (await fetch(`${server.base}/metrics`)).text();
    return Number(new RegExp(`^groupwire_${name} (\\d+)$`, 'm').exec(text)?.[1]);
  }

  const connections = () => metric(opened);

  return {
    /** The endpoint. */
    get url() {
      return server.wsUrl;
    },
    /** The server. */
    get base() {
      return server.base;
    },
    enter,
    blank,
    /** The server ends, and another one begins in its place. */
    async restart() {
      const { host: listen } = new URL(server.base);
      await server.stop();
      server = await startServer({ env, flags, listen });
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
