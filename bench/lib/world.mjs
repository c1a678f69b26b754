// @ts-check
// What the benchmarks run in: a browser, pages that load the real bundle, the real server.

import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { claims, root, serveFolder, signToken, startServer } from '../../tests/support/index.mjs';
import { startChromium } from './chromium.mjs';

/** @typedef {import('./chromium.mjs').Page} Page */

/** Where a page finds the published module. */
export const SDK = '/npm/dist/index.js';

const SECRET = 'a secret for the benchmarks, at least 32 bytes long';

/** Isolated pages have the finer clock: 5 µs. */
const HEADERS = { 'cross-origin-opener-policy': 'same-origin', 'cross-origin-embedder-policy': 'require-corp' };

/**
 * A browser, and a place that serves pages to it.
 * @param {Record<string, import('../../tests/support/static.mjs').Resource>} [more] what is served besides
 */
export async function openBrowser(more = {}) {
  const site = await serveFolder(
    {
      '/': '<!doctype html><meta charset=utf-8><title>groupwire benchmark</title>',
      '/npm/dist/': { dir: join(root, 'npm', 'dist') },
      '/bench/page/': { dir: join(root, 'bench', 'page') },
      ...more,
    },
    { headers: HEADERS },
  );
  const chromium = await startChromium();
  return {
    version: chromium.version,
    newPage: () => chromium.newPage(`${site.base}/`),
    async close() {
      await chromium.close();
      await site.stop();
    },
  };
}

/**
 * Calls a function that a module exports.
 * @param {Page} page
 * @param {string} module its file name in bench/page, or its whole path
 * @param {string} name
 * @param {object | string | number} [argument]
 */
export function callInPage(page, module, name, argument) {
  const path = JSON.stringify(new URL(module, 'http://site/bench/page/').pathname);
  return page.evaluate(`import(${path}).then((module) => module.${name}(${JSON.stringify(argument)}))`);
}

/** The server without its limits on how fast one may be: they are not what is measured. */
export async function openServer() {
  const flags = ['--log', 'warn'];
  for (const limit of ['frames-per-second', 'max-queue-frames', 'max-queue-bytes', 'connections-per-user']) {
    flags.push(`--${limit}`, '0');
  }
  const server = await startServer({ flags, env: { GROUPWIRE_HS256_SECRET: SECRET } });
  return {
    ...server,
    /** A token for a user of their own. */
    token: () => signToken(claims(randomUUID()), SECRET),
  };
}
