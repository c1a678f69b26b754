// @ts-check
// The browser of the tests: Chromium and its driver.

import { existsSync } from 'node:fs';
import { hasApt, install } from './debian.mjs';
import { CommandError, which } from './run.mjs';

const MAC_CHROMES = ['Google Chrome', 'Chromium'].map((name) => `/Applications/${name}.app/Contents/MacOS/${name}`);

/**
 * Chromium and chromedriver as far as they are there: those that the variables CHROME and
 * CHROMEDRIVER name, else those on PATH.
 * @returns {{ chrome?: string | undefined; driver?: string | undefined }}
 */
export function findBrowser() {
  const chrome =
    process.env.CHROME ??
    ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'chrome'].map((name) => which(name)).find(Boolean) ??
    MAC_CHROMES.find((file) => existsSync(file));
  return { chrome, driver: process.env.CHROMEDRIVER ?? which('chromedriver') };
}

/** Makes sure that there is a browser with its driver. */
export async function setUpBrowser() {
  const { chrome, driver } = findBrowser();
  if (chrome && driver) return;
  if (hasApt()) await install(['chromium', 'chromium-driver']);
  const found = findBrowser();
  if (!found.chrome || !found.driver) {
    throw new CommandError('the tests need Chromium (or Chrome) and a chromedriver of its version: put them on PATH, or name them in CHROME and CHROMEDRIVER');
  }
}

/**
 * How Chromium is started for tests: without a sandbox, which root can't have, and
 * without the services that would go out to the network by themselves.
 */
export const chromiumFlags = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-dev-shm-usage',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--no-first-run',
];
