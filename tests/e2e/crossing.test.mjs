// @ts-check
// The page with a user of the six functions and a user of Rocket.Chat in one group.

import assert from 'node:assert/strict';
import { afterEach, describe, test } from 'node:test';
import { watchErrors } from '../support/index.mjs';
import { lowContrast, unlabelled } from './audit.mjs';
import { place } from './place.mjs';

describe('both protocols on one page', () => {
  const at = place();

  afterEach(() => Promise.all(at.browser.contexts().map((context) => context.close())));

  /** The page with both of them in a group. @param {string} group @param {import('playwright-core').BrowserContextOptions} [options] */
  async function open(group, options) {
    const page = await (await at.browser.newContext(options)).newPage();
    const errors = watchErrors(page);
    await page.goto(`${at.server.base}/crossing/`);
    await page.fill('#group', group);
    await page.click('#begin button');
    await page.locator('#rocketchat-text:enabled').waitFor();

    /** Until a side shows a message of somebody. @param {string} side @param {string} sender @param {string} text */
    const shows = (side, sender, text) => {
      const head = page.locator('.person', { hasText: sender });
      return page.locator(`#${side} .message`, { hasText: text }).filter({ has: head }).waitFor();
    };
    /** @param {string} side @param {string} text */
    const say = async (side, text) => {
      await page.fill(`#${side}-text`, text);
      await page.press(`#${side}-text`, 'Enter');
      await page.locator(`#${side} .mine`, { hasText: text }).waitFor();
    };
    return { page, errors, shows, say };
  }

  test('DD10: what one side writes, the other reads, with its sender', async () => {
    const { page, errors, shows, say } = await open('both');
    await say('six', 'from the six functions');
    await shows('rocketchat', 'Ada', 'from the six functions');
    await say('rocketchat', 'from Rocket.Chat');
    await shows('six', 'Grace', 'from Rocket.Chat');
    for (const side of ['six', 'rocketchat']) {
      assert.deepEqual(await page.locator(`#${side} .bubble`).allTextContents(), ['from the six functions', 'from Rocket.Chat']);
      assert.equal(await page.locator(`#${side} .side-state`).textContent(), 'online');
    }
    assert.deepEqual(errors, []);
  });

  test('DD10: in another group afterwards', async () => {
    const { page, errors, shows, say } = await open('first');
    await page.fill('#group', 'second');
    await page.click('#begin button');
    await page.locator('#begin button:enabled').waitFor();
    await say('six', 'here now');
    await shows('rocketchat', 'Ada', 'here now');
    await say('rocketchat', 'me too');
    await shows('six', 'Grace', 'me too');
    assert.deepEqual(errors, []);
  });

  for (const colorScheme of /** @type {const} */ (['light', 'dark'])) {
    test(`DD10: contrast, labels and a phone in ${colorScheme}`, async () => {
      const { page, say, shows } = await open(`looks-${colorScheme}`, { colorScheme, viewport: { width: 360, height: 740 } });
      await say('six', `wide${'r'.repeat(200)}`);
      await shows('rocketchat', 'Ada', 'wide');
      assert.deepEqual(await lowContrast(page), []);
      assert.deepEqual(await unlabelled(page), []);
      assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth));
    });
  }
});
