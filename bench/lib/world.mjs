// @ts-check
// What the benchmarks run in: headless Chromium, pages that load the real bundle, the real server.

import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { claims, launchBrowser, root, serveFolder, signToken, startServer } from '../../tests/support/index.mjs';

/** Where a page finds the published module. */
export const SDK = '/npm/dist/index.js';

const SECRET = 'a secret for the benchmarks, at least 32 bytes long';

/** Where the SDK and the scripts in bench/page are served. Isolated pages have the finer clock: 5 µs. */
const HEADERS = { 'cross-origin-opener-policy': 'same-origin', 'cross-origin-embedder-policy': 'require-corp' };

/**
 * A browser, and a place that serves pages to it.
 * @param {{ flags?: string[] }} [options]
 */
export async function openBrowser(options) {
  const site = await serveFolder(
    {
      '/': '<!doctype html><meta charset=utf-8><title>groupwire benchmark</title>',
      '/npm/dist/': { dir: join(root, 'npm', 'dist') },
      '/bench/page/': { dir: join(root, 'bench', 'page') },
    },
    { headers: HEADERS },
  );
  const browser = await launchBrowser(options);
  return {
    browser,
    version: browser.version(),
    /** A page that shares nothing with those before it. */
    async newPage() {
      const context = await browser.newContext();
      const page = await context.newPage();
      await page.goto(`${site.base}/`);
      return page;
    },
    async close() {
      await browser.close();
      await site.stop();
    },
  };
}

/**
 * Calls a function that a module in bench/page exports.
 * @param {import('playwright-core').Page} page
 * @param {string} module its file name
 * @param {string} name
 * @param {unknown} [argument]
 * @returns {Promise<any>}
 */
export function callInPage(page, module, name, argument) {
  return page.evaluate(
    async ({ path, name, argument }) => (await import(path))[name](argument),
    { path: `/bench/page/${module}`, name, argument },
  );
}

/** The server without its limits on how fast one may be: they are not what is measured. */
export async function openServer() {
  const flags = ['--log', 'warn'];
  for (const limit of ['frames-per-second', 'max-queue-frames', 'max-queue-bytes']) flags.push(`--${limit}`, '0');
  const server = await startServer({ flags, env: { GROUPWIRE_HS256_SECRET: SECRET } });
  return {
    ...server,
    /** A token for a user of their own. */
    token: () => signToken(claims(randomUUID()), SECRET),
  };
}
