// @ts-check
// What the tests of the Rocket.Chat page share: a server with users, the demo, a browser, and who is logged in.

import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, afterEach, before } from 'node:test';
import { addUsers } from '../../scripts/lib/users.mjs';
import { demoDir } from '../support/demo.mjs';
import { launchBrowser, serverBinary, startServer } from '../support/index.mjs';
import { startProxy } from '../faults/proxy.mjs';
import { Member } from './member.mjs';

export const PASSWORD = 'correct horse';
const USERS = ['ada', 'grace', 'linus'];

/** A place with users, who leave after each test, and have seen no error in their pages. */
export function accounts() {
  /** @type {import('../support/server.mjs').Server} */
  let server;
  /** @type {import('playwright-core').Browser} */
  let browser;
  /** @type {Awaited<ReturnType<typeof startProxy>>} */
  let proxy;
  /** @type {string} */
  let folder;
  /** @type {Member[]} */
  let members = [];

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'groupwire-e2e-'));
    const file = join(folder, 'users.toml');
    addUsers(serverBinary(), file, USERS.map((username) => ({ username, name: username, password: PASSWORD, id: `id-of-${username}` })));
    server = await startServer({ demoDir, flags: ['--users', file] });
    proxy = await startProxy({ port: Number(new URL(server.base).port) });
    browser = await launchBrowser();
  });

  afterEach(async () => {
    const errors = members.flatMap(({ username, errors }) => errors.map((error) => `${username}: ${error}`));
    members = [];
    await Promise.all(browser.contexts().map((context) => context.close()));
    assert.deepEqual(errors, []);
  });

  after(async () => {
    await browser?.close();
    await proxy?.close();
    await server?.stop();
    await rm(folder, { recursive: true, force: true });
  });

  /** Somebody who looks at the form. @param {string} username @param {import('playwright-core').BrowserContextOptions} [options] */
  async function visitor(username, options) {
    const member = await Member.open(browser, server.base, username, options);
    members.push(member);
    return member;
  }

  return {
    visitor,
    /** In front of the server, for whoever names it as theirs. */
    get proxy() {
      return proxy;
    },
    /** Somebody who is logged in. @param {string} username @param {import('playwright-core').BrowserContextOptions} [options] */
    logIn: async (username, options) => (await visitor(username, options)).logIn(PASSWORD),
    /** Ada and Grace in a new channel. @param {string} name @param {import('playwright-core').BrowserContextOptions} [options] */
    async pair(name, options) {
      const ada = await this.logIn('ada', options);
      const grace = await this.logIn('grace', options);
      await ada.make(name);
      await grace.join(name);
      return /** @type {const} */ ([ada, grace]);
    },
  };
}
