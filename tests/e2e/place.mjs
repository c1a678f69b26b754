// @ts-check
// What the tests of a file share: the server with the demo, a browser, and who visits.

import assert from 'node:assert/strict';
import { after, afterEach, before } from 'node:test';
import { launchBrowser, startServer } from '../support/index.mjs';
import { demoDir, Visitor } from '../support/demo.mjs';

/** A server and a browser, for as long as the tests of a file take. */
export function place() {
  /** @type {import("../support/server.mjs").Server} */
  let server;
  /** @type {import("playwright-core").Browser} */
  let browser;

  before(async () => {
    server = await startServer({ demoDir });
    browser = await launchBrowser();
  });

  after(async () => {
    await browser?.close();
    await server?.stop();
  });

  return {
    get server() {
      return server;
    },
    get browser() {
      return browser;
    },
  };
}

/**
 * Visitors of a place, each in a browser context of its own, who leave after each test. Every one of those proves D19: no
 * visitor's page has reported an error.
 * @param {ReturnType<typeof place>} at
 */
export function visitorsOf(at) {
  /** @type {Visitor[]} */
  let visitors = [];

  afterEach(async () => {
    const errors = visitors.flatMap(({ name, errors }) => errors.map((error) => `${name}: ${error}`));
    await Promise.all(at.browser.contexts().map((context) => context.close()));
    visitors = [];
    assert.deepEqual(errors, []);
  });

  /** Somebody who came by other means. @param {Visitor} visitor */
  function welcome(visitor) {
    visitors.push(visitor);
    return visitor;
  }

  /** @param {string} name @param {Parameters<typeof Visitor.open>[3]} [options] @param {string} [path] */
  const visitor = async (name, options, path = '/') =>
    welcome(await Visitor.open(at.browser, at.server.base + path, name, options));

  /** @param {string} group @param {string[]} names */
  async function inOneGroup(group, ...names) {
    /** @type {Visitor[]} */
    const all = [];
    for (const name of names) all.push(await (await visitor(name)).enter(group));
    for (const each of all) await each.sees(...names);
    return all;
  }

  /** @param {string} group */
  const pair = async (group) => /** @type {[Visitor, Visitor]} */ (await inOneGroup(group, 'Ada', 'Grace'));

  return { welcome, visitor, inOneGroup, pair };
}
