// @ts-check
// Headless Chromium.

import { chromium } from 'playwright-core';
import { chromiumBinary } from './places.mjs';

// Nothing here leaves the loopback interface. The clients under test ask a content network for
// their settings although they have them already; that name leads nowhere.
export const FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-background-networking',
  '--no-first-run',
  '--disable-component-update',
  '--disable-sync',
  '--host-resolver-rules=MAP *.cloudfront.net ~NOTFOUND',
];

/**
 * Starts a browser; one context per user keeps their storage apart.
 * @param {{ flags?: string[] }} [options]
 */
export function launchBrowser({ flags = [] } = {}) {
  return chromium.launch({ executablePath: chromiumBinary(), args: [...FLAGS, ...flags] });
}

/**
 * Collects what goes wrong in a page: uncaught errors and console errors.
 * @param {import('playwright-core').Page} page
 * @returns {string[]} the list, which keeps growing
 */
export function watchErrors(page) {
  /** @type {string[]} */
  const errors = [];
  page.on('pageerror', (error) => errors.push(`uncaught: ${error.message}`));
  page.on('console', (message) => {
    if (message.type() === 'error') errors.push(`console: ${message.text()} (${message.location().url})`);
  });
  return errors;
}
