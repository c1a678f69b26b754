// @ts-check
// One server, one browser, and the pages of users in it: some with the unmodified skapi-js of
// npm, some with our SDK.

import { randomUUID } from 'node:crypto';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { claims, DEADLINE, launchBrowser, sdkBundle, serveFolder, signToken, startServer } from '../support/index.mjs';
import { Member } from './member.mjs';

// Skapi's ids: the parts of a service id between dashes must not look like a project id.
export const SERVICE = 'us31testservice0001';
export const OWNER = '3b2a1c0d-0000-4000-8000-000000000001';
const SECRET = 'a secret for the interop tests, at least 32 bytes long';
const USER_POOL_CLIENT = 'testclient';

/** The client of npm, as a script for pages. */
export const skapiBundle = join(dirname(createRequire(import.meta.url).resolve('skapi-js')), 'skapi.js');

/** @typedef {'skapi-js' | 'skapi' | 'groupwire'} Client skapi-js, or our SDK with one of its protocols */

/**
 * @param {string} user
 * @param {string} [secret]
 * @param {number} [lifetime] in seconds
 */
export function tokensOf(user, secret = SECRET, lifetime) {
  const who = { 'cognito:username': `${SERVICE}-user` };
  return {
    idToken: signToken(claims(user, { ...who, 'custom:service': SERVICE, token_use: 'id' }, lifetime), secret),
    // Cognito's access tokens carry no attributes, so nothing in this one names the service.
    accessToken: signToken(claims(user, { ...who, token_use: 'access' }, lifetime), secret),
    refreshToken: 'r',
  };
}

/**
 * What skapi-js finds in its storage after an earlier visit: the service's endpoints and a login.
 * It writes the first anew when a page is left, without the endpoints, so every page begins with this.
 * @param {{ session: [string, string], login: [string, string][] }} stored
 */
export function restore({ session, login }) {
  sessionStorage.setItem(...session);
  for (const [key, value] of login) localStorage.setItem(key, value);
}

/**
 * What `restore` puts into the storage of a page whose user is logged in.
 * @param {Pick<import('../support/server.mjs').Server, 'httpUrl' | 'wsUrl'>} server
 * @param {ReturnType<typeof tokensOf>} tokens
 */
export function storage(server, tokens) {
  const rest = server.httpUrl;
  const session = {
    connection: { service_name: 'test', group: 3, ip: '127.0.0.1', locale: 'KR' },
    admin_endpoint: {
      admin_public: rest,
      admin_private: rest,
      service_public: rest,
      userpool_id: 'us-east-1_TESTPOOL1',
      userpool_client: USER_POOL_CLIENT,
    },
    record_endpoint: {
      record_public: rest,
      record_private: rest,
      record_public_2: rest,
      record_private_2: rest,
      websocket_private: server.wsUrl,
    },
  };
  const pool = `CognitoIdentityServiceProvider.${USER_POOL_CLIENT}`;
  const name = `${SERVICE}-user`;
  /** @type {[string, string][]} */
  const login = [[`${pool}.LastAuthUser`, name], [`${pool}.${name}.clockDrift`, '0']];
  for (const [token, text] of Object.entries(tokens)) login.push([`${pool}.${name}.${token}`, text]);
  return { session: /** @type {[string, string]} */ ([`${SERVICE}#${OWNER}`, JSON.stringify(session)]), login };
}

const PAGE = '<!doctype html><meta charset="utf-8"><title>interop</title><link rel="icon" href="data:,"><body></body>';

/** @param {{ flags?: string[] }} [options] more flags for the server */
export async function openWorld({ flags = [] } = {}) {
  const options = { flags: ['--service', SERVICE, ...flags], env: { GROUPWIRE_HS256_SECRET: SECRET } };
  let server = await startServer(options);
  const web = await serveFolder({
    '/': PAGE,
    '/target': PAGE,
    '/skapi.js': { file: skapiBundle },
    '/sdk/': { dir: dirname(sdkBundle) },
  });
  const browser = await launchBrowser();

  /** @type {Set<import('playwright-core').BrowserContext>} */
  const contexts = new Set();

  /**
   * A page with a user who is logged in. Each user has storage of their own, tabs of one user share it.
   * @param {Client} client
   * @param {{ user?: string, tabOf?: Member, secret?: string, rewrite?: (frame: string) => string }} [options]
   *   `rewrite` changes the frames on their way from the server
   */
  async function enter(client, { user, tabOf, secret, rewrite } = {}) {
    const id = tabOf?.user ?? user ?? randomUUID();
    const tokens = tabOf?.tokens ?? tokensOf(id, secret);
    const context = tabOf?.page.context() ?? (await browser.newContext());
    context.setDefaultTimeout(DEADLINE);
    contexts.add(context);
    const page = await context.newPage();
    if (rewrite) {
      await page.routeWebSocket(/./, (socket) => {
        const upstream = socket.connectToServer();
        upstream.onMessage((frame) => socket.send(rewrite(String(frame))));
      });
    }
    await page.addInitScript(restore, storage(server, tokens));
    const member = new Member(page, client, id, tokens);
    await member.open(web.base + '/', { service: SERVICE, owner: OWNER, url: server.wsUrl, httpUrl: server.httpUrl });
    return member;
  }

  /**
   * A user who is logged in and connected.
   * @param {Client} client
   * @param {Parameters<typeof enter>[1]} [options]
   */
  async function connect(client, options) {
    const member = await enter(client, options);
    await member.connect();
    return member;
  }

  return {
    get server() {
      return server;
    },
    web,
    enter,
    connect,
    /** Ends the server and starts it again at the same address. */
    async restart() {
      await server.stop();
      server = await startServer({ ...options, listen: new URL(server.base).host });
    },
    /** Closes the pages of one test, so that the next begins with an empty server. */
    async leave() {
      await Promise.all([...contexts].map((context) => context.close()));
      contexts.clear();
    },
    async close() {
      await browser.close();
      await web.stop();
      await server.stop();
    },
  };
}
