// @ts-check
// Clients in pages of a browser, on a real server, through a proxy that can break their connections.

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, afterEach, before } from 'node:test';
import { DIALECTS, writeUsers } from '../ddp-clients/world.mjs';
import { startProxy } from '../faults/proxy.mjs';
import { launchBrowser, npmDir, serveFolder, startServer, until, watchErrors, within } from '../support/index.mjs';

export { DIALECTS };

/** A host whose pages are no secure contexts, which those of the loopback interface are. */
export const INSECURE = 'insecure.test';

/** @typedef {import('../../npm/dist/rocketchat/index.js').RocketChatOptions} Options */
/** @typedef {InstanceType<typeof import('../../npm/dist/rocketchat/index.js').RocketChat>} RocketChat */

/**
 * A client as code in its page sees it: `told` has what it was told so far, by type, and `heard` what subscriptions of the test
 * brought.
 * @typedef {RocketChat & { told: Record<string, any[]>, heard: any[] }} InPage
 */

/** What an error is to a test. @typedef {{ code: string, message: string, settled?: string, cause?: any }} Failure */

/** A client in a page. */
export class PageClient {
  /**
   * @param {import('playwright-core').Page} page
   * @param {import('playwright-core').JSHandle<InPage>} handle
   */
  constructor(page, handle) {
    this.page = page;
    this.handle = handle;
  }

  /**
   * What `work` gives, which is done in the page.
   * @template A, T
   * @param {(rc: InPage, arg: A) => T | Promise<T>} work
   * @param {A} [arg]
   * @returns {Promise<T>}
   */
  run(work, arg) {
    return within(/** @type {Promise<any>} */ (this.handle.evaluate(/** @type {any} */ (work), arg)), undefined, () => String(work));
  }

  /**
   * The error that `work` rejects with.
   * @template A
   * @param {(rc: InPage, arg: A) => unknown} work
   * @param {A} [arg]
   * @returns {Promise<Failure>}
   */
  async fails(work, arg) {
    const done = this.page.evaluate(
      async ([rc, work, arg]) => {
        try {
          return { value: await eval(`(${work})`)(rc, arg) };
        } catch (error) {
          const { code, message, settled, cause } = /** @type {any} */ (error);
          return { failure: { code, message, settled, cause: cause && { code: cause.code, error: cause.error, reason: cause.reason } } };
        }
      },
      /** @type {const} */ ([this.handle, String(work), arg]),
    );
    const { failure, value } = /** @type {any} */ (await within(done, undefined, () => String(work)));
    if (!failure) throw new Error(`it gave ${JSON.stringify(value)}`);
    return failure;
  }

  /**
   * Waits until `question` is answered with something truthy in the page, which is the result.
   * @template A, T
   * @param {(rc: InPage, arg: A) => T} question
   * @param {A} [arg]
   */
  until(question, arg) {
    return until(() => this.run(question, arg), undefined, String(question));
  }

  /** What the client was told so far, of one type. @param {keyof import('../../npm/dist/rocketchat/index.js').RocketChatEvents} type */
  told(type) {
    return this.run((rc, type) => rc.told[type] ?? [], type);
  }
}

/**
 * A server in one dialect with alice and bob, a proxy in front of it, and a browser.
 * @param {{ dialect: import('../ddp-clients/world.mjs').Dialect, flags?: string[] }} options
 */
export function pageWorld({ dialect, flags = [] }) {
  /** @type {import('../support/server.mjs').Server} */
  let server;
  /** @type {import('../faults/proxy.mjs').FaultProxy} */
  let proxy;
  /** @type {Awaited<ReturnType<typeof serveFolder>>} */
  let site;
  /** @type {import('playwright-core').Browser} */
  let browser;
  /** @type {string} */
  let folder;
  /** @type {PageClient[]} */
  let clients = [];
  /** @type {string[][]} */
  let errors = [];

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'groupwire-rocketchat-'));
    server = await startServer({
      flags: ['--users', writeUsers(folder), '--ddp-dialect', dialect, '--test-methods', '--allow-origin', '*', ...flags],
      env: { GROUPWIRE_HS256_SECRET: 'a secret for the tests of the Rocket.Chat client' },
    });
    proxy = await startProxy({ port: Number(new URL(server.base).port) });
    const headers = { 'access-control-allow-origin': '*' };
    site = await serveFolder({ '/': '<!doctype html><title>A page with a client</title>', '/dist/': { dir: join(npmDir, 'dist') } }, { headers });
    browser = await launchBrowser({ flags: [`--host-resolver-rules=MAP ${INSECURE} 127.0.0.1`] });
  });
  afterEach(async () => {
    proxy.heal();
    await Promise.all(clients.map(({ page }) => page.context().close()));
    clients = [];
    // What the browser itself says of connections that break, and of requests that are refused.
    const wrong = errors.flat().filter((error) => !/WebSocket connection to|Failed to load resource/.test(error));
    errors = [];
    if (wrong.length) throw new Error(`the pages have errors: ${wrong.join('\n')}`);
  });
  after(async () => {
    await browser?.close();
    await proxy?.close();
    await site?.stop();
    await server?.stop();
    await rm(folder, { recursive: true });
  });

  /** A client in a page of its own that is not connected. @param {Options} [options] @param {{ origin?: string }} [place] */
  async function client(options = {}, { origin = site.base } = {}) {
    const page = await (await browser.newContext()).newPage();
    errors.push(watchErrors(page));
    await page.goto(origin);
    const given = { url: `ws://${proxy.host}/websocket`, backoff: { min: 10, max: 50 }, ...options };
    const handle = await page.evaluateHandle(
      async ([given, module]) => {
        const { RocketChat } = await import(/** @type {string} */ (module));
        const rc = new RocketChat(given);
        const told = /** @type {Record<string, any[]>} */ ({});
        for (const type of ['statechange', 'login', 'logout', 'refused', 'held', 'ended', 'problem', 'event']) {
          rc.on(type, (/** @type {unknown} */ detail) => (told[type] ??= []).push(detail));
        }
        return Object.assign(rc, { told, heard: [] });
      },
      /** @type {const} */ ([given, `${site.base}/dist/rocketchat.js`]),
    );
    const made = new PageClient(page, /** @type {import('playwright-core').JSHandle<InPage>} */ (handle));
    clients.push(made);
    return made;
  }

  /** A client that is connected, and logged in where `options` have a login. @param {Options} [options] */
  async function connected(options) {
    const made = await client(options);
    await made.run(async (rc) => void (await rc.connect()));
    return made;
  }

  return {
    get server() {
      return server;
    },
    get proxy() {
      return proxy;
    },
    get site() {
      return site;
    },
    client,
    connected,
    /** A connected client of alice. @param {Options} [options] */
    alice: (options) => connected({ login: { user: 'alice', password: 'secret' }, ...options }),
    /** A connected client of bob. @param {Options} [options] */
    bob: (options) => connected({ login: { user: 'bob', password: 'hunter2' }, ...options }),
  };
}
