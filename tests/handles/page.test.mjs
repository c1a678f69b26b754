// @ts-check
// Handles and bounds in a browser's page.

import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { launchBrowser, npmDir, serveFolder, startServer, watchErrors } from '../support/index.mjs';

const PAGE = `<!doctype html><form action="/gone"><input name="text" value="hi"><button>send</button></form>
<script type="module">
  import * as groupwire from '/dist/index.js';
  window.groupwire = groupwire;
</script>`;

describe('in a page', () => {
  /** @type {import('../support/server.mjs').Server} */
  let server;
  /** @type {Awaited<ReturnType<typeof serveFolder>>} */
  let site;
  /** @type {import('playwright-core').Browser} */
  let browser;
  before(async () => {
    server = await startServer({ flags: ['--guests'] });
    site = await serveFolder({ '/': PAGE, '/dist/': { dir: `${npmDir}/dist` } });
    browser = await launchBrowser();
  });
  after(async () => {
    await browser?.close();
    await site?.stop();
    await server?.stop();
  });

  /** A page with a client that is not connected. */
  async function visit() {
    const page = await browser.newPage();
    const errors = watchErrors(page);
    await page.goto(site.base);
    await page.waitForFunction(() => 'groupwire' in window);
    await page.evaluate(({ wsUrl, httpUrl }) => {
      const { configure, guest } = /** @type {any} */ (window).groupwire;
      configure({ url: wsUrl, token: guest(httpUrl) });
    }, { wsUrl: server.wsUrl, httpUrl: server.httpUrl });
    return { page, errors };
  }

  test('J20, J30: two pages read a group and know its members', async () => {
    const [one, two] = [await visit(), await visit()];
    /** Joins, and reads as many messages. @param {number} count */
    const meet = async (count) => {
      const { realtime, connectRealtime } = /** @type {any} */ (window).groupwire;
      await connectRealtime(() => {});
      const group = realtime().group('page');
      const reader = group[Symbol.asyncIterator]();
      const full = new Promise((/** @type {(value?: unknown) => void} */ resolve) => {
        group.on('members', (/** @type {any[]} */ members) => members.length === 2 && resolve());
      });
      await group.join();
      await full;
      await group.post({ from: count });
      const texts = [];
      while (texts.length < count) texts.push((await reader.next()).value.message.from);
      return { texts: texts.sort(), state: realtime().state.name };
    };
    const seen = await Promise.all([one, two].map(({ page }) => page.evaluate(meet, 2)));
    assert.deepEqual(seen, Array(2).fill({ texts: [2, 2], state: 'online' }));
    assert.deepEqual([...one.errors, ...two.errors], []);
  });

  test('R21: a submission is prevented also where the call is refused', async () => {
    for (const connected of [false, true]) {
      const { page, errors } = await visit();
      const code = page.evaluate(async (connected) => {
        const { connectRealtime, joinRealtime, postRealtime } = /** @type {any} */ (window).groupwire;
        if (connected) await connectRealtime(() => {});
        if (connected) await joinRealtime({ group: 'forms' });
        const refused = new Promise((resolve) => {
          const form = /** @type {HTMLFormElement} */ (document.querySelector('form'));
          form.addEventListener('submit', (event) => {
            const call = postRealtime(event, 'forms', null, { signal: AbortSignal.abort() });
            call.catch((/** @type {any} */ error) => resolve([error.code, event.defaultPrevented]));
          });
          form.requestSubmit();
        });
        return refused;
      }, connected);
      assert.deepEqual(await code, ['ABORTED', true], `connected: ${connected}`);
      assert.equal(new URL(page.url()).pathname, '/');
      assert.deepEqual(errors, []);
    }
  });
});
