// @ts-check
// The browser of the tests: Chromium and its driver.

import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { hasApt, install } from './debian.mjs';
import { root, targetDir } from './paths.mjs';
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
 * Writes the configuration of wasm-bindgen's test runner: the repository's webdriver.json,
 * which browser to start, and with which further arguments.
 * @param {string[]} args
 * @returns {string} the file
 */
export function webdriverConfig(args) {
  const config = JSON.parse(readFileSync(join(root, 'webdriver.json'), 'utf8'));
  const { chrome } = findBrowser();
  if (chrome) config['goog:chromeOptions'].binary = chrome;
  config['goog:chromeOptions'].args.push(...args);
  const file = join(targetDir, 'webdriver.json');
  mkdirSync(targetDir, { recursive: true });
  writeFileSync(file, JSON.stringify(config));
  return file;
}
