// @ts-check
// How the demo looks and reads: narrow screens, contrast, labels, and what it says when things fail.

import assert from 'node:assert/strict';
import { afterEach, describe, test } from 'node:test';
import { startServer } from '../support/index.mjs';
import { demoDir, Visitor } from '../support/demo.mjs';
import { lowContrast, unlabelled } from './audit.mjs';
import { place } from './place.mjs';

const PHONE = { viewport: { width: 360, height: 740 } };
const LONG = 'a-group-with-a-name-that-is-far-too-long-for-a-phone-held-upright';
const VIEWS = ['chat', 'groups', 'people', 'log'];

describe("the demo's looks", () => {
  const at = place();

  afterEach(() => Promise.all(at.browser.contexts().map((context) => context.close())));

  /** @param {Parameters<typeof Visitor.open>[3]} options @param {string} group */
  async function lively(options, group) {
    const ada = await Visitor.open(at.browser, at.server.base, 'Ada', options);
    return {
      ada,
      async enter() {
        await ada.enter(group);
        const grace = await Visitor.open(at.browser, at.server.base, 'Grace the Longnamed of Somewhere Else');
        await grace.enter(group);
        await ada.sees('Ada', grace.name);
        await grace.say(`Hello ${'wide'.repeat(100)}`);
        await grace.whisperTo('Ada');
        await grace.say('psst');
        await ada.hears('psst');
        await ada.say('Hi');
        await ada.hears('Hi');
        return grace;
      },
    };
  }

  /** @param {import("playwright-core").Page} page @param {string} where */
  async function assertFits(page, where) {
    const { width, beyond } = await page.evaluate(() => ({
      width: document.documentElement.scrollWidth - innerWidth,
      // Controls that the edge cuts off can't be reached, whether or not the page scrolls.
      beyond: [...document.querySelectorAll('button, input:not([type=hidden]), textarea, select, a')]
        .filter((control) => control.getClientRects().length > 0)
        .filter(
          (control) =>
            control.getBoundingClientRect().right > innerWidth + 0.5 || control.getBoundingClientRect().left < 0,
        )
        .map((control) => control.outerHTML.slice(0, 80)),
    }));
    assert.ok(width <= 0, `${where} is ${width} px wider than the screen`);
    assert.deepEqual(beyond, [], where);
  }

  test('D16: a phone shows all of it', async () => {
    const { ada, enter } = await lively(PHONE, LONG);
    await assertFits(ada.page, 'welcome');
    await enter();
    for (const view of VIEWS) {
      await ada.page.click(`.tabs [data-show=${view}]`);
      await ada.page.locator(`.panel.${view}`).waitFor();
      await assertFits(ada.page, view);
    }
    await ada.page.click('.tabs [data-show=people]');
    await ada.page.locator('#member-list button').click();
    await ada.page.locator('#private-row').waitFor();
    await assertFits(ada.page, 'private message');
    assert.deepEqual(ada.errors, []);
  });

  for (const [width, height] of /** @type {const} */ ([
    [390, 844],
    [768, 1024],
    [1024, 768],
    [1280, 800],
    [1920, 1080],
  ])) {
    test(`D16: ${width} px`, async () => {
      const { ada, enter } = await lively({ viewport: { width, height } }, LONG);
      await assertFits(ada.page, 'welcome');
      await enter();
      await assertFits(ada.page, 'app');
      const { scrollHeight } = await ada.page.evaluate(() => ({ scrollHeight: document.documentElement.scrollHeight }));
      assert.ok(scrollHeight <= height, 'the panels scroll, not the page');
    });
  }

  for (const colorScheme of /** @type {const} */ (['light', 'dark'])) {
    test(`D17: contrast in ${colorScheme}`, async () => {
      const { ada, enter } = await lively({ colorScheme, reducedMotion: 'reduce' }, 'contrast');
      assert.deepEqual(await lowContrast(ada.page), []);
      const grace = await enter();
      await ada.whisperTo(grace.name);
      assert.deepEqual(await lowContrast(ada.page), []);
      await ada.page.click('#close');
      await ada.pill('closed');
      assert.deepEqual(await lowContrast(ada.page), []);
    });
  }

  test('D18: every control has a label, messages are announced', async () => {
    const { ada, enter } = await lively({}, 'labels');
    assert.deepEqual(await unlabelled(ada.page), []);
    await enter();
    assert.deepEqual(await unlabelled(ada.page), []);
    assert.equal(await ada.page.getAttribute('#messages', 'aria-live'), 'polite');
    assert.equal(await ada.page.getAttribute('#messages', 'role'), 'log');
    assert.equal(await ada.page.getAttribute('#pill', 'role'), 'status');
  });

  test('D20 D24: a lost connection is said, what is written waits, and the page comes back by itself', async () => {
    const env = { GROUPWIRE_HS256_SECRET: 'the same before and after' };
    let doomed = await startServer({ demoDir, env });
    try {
      const ada = await Visitor.open(at.browser, doomed.base, 'Ada');
      await ada.enter('doom');
      await doomed.stop();
      await ada.page.locator('#pill-text', { hasText: /connection lost|reconnecting/ }).waitFor();
      await ada.page.locator('#messages .problem', { hasText: 'The connection was lost' }).waitFor();
      await ada.say('still here');

      doomed = await startServer({ demoDir, env, listen: new URL(doomed.base).host });
      await ada.pill('online');
      await ada.inGroup('doom');
      await ada.hears('still here');
      await ada.page.locator('#messages .problem', { hasText: 'started anew' }).waitFor();
      await ada.sees('Ada');
      assert.deepEqual(
        ada.errors.filter((error) => error.startsWith('uncaught')),
        [],
      );
    } finally {
      await doomed.stop();
    }
  });

  test('D10 D20: a reload that cannot go on says why', async () => {
    const ada = await Visitor.open(at.browser, at.server.base, 'Ada');
    await ada.enter('resumed');
    await ada.page.route('**/guest', (route) => route.abort());
    await ada.page.reload();
    await ada.page.locator('#join-error', { hasText: /^Could not join\./ }).waitFor();
    assert.equal(await ada.page.inputValue('#first-group'), 'resumed');
    await ada.page.unroute('**/guest');
    await ada.page.click('#join-first button');
    await ada.inGroup('resumed');
  });

  test("D15 D20: a connection that can't be made is explained", async () => {
    const doomed = await startServer({ demoDir });
    try {
      const ada = await Visitor.open(at.browser, doomed.base, 'Ada');
      await doomed.stop();
      await ada.page.click('#join-first button');
      const problem = ada.page.locator('#join-error');
      await problem.waitFor();
      assert.match(await problem.innerText(), /^Could not join\. [A-Z_]+: \S/);
      assert.match((await ada.lastCall('await connectRealtime')).answer, /^RealtimeError [A-Z_]+: \S/);
      assert.ok(await ada.page.isEnabled('#join-first button'));
      assert.deepEqual(
        ada.errors.filter((error) => error.startsWith('uncaught')),
        [],
      );
    } finally {
      await doomed.stop();
    }
  });
});
