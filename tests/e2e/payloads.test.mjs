// @ts-check
// What people write, and what strangers send.

import assert from 'node:assert/strict';
import { once } from 'node:events';
import { afterEach, describe, test } from 'node:test';
import WebSocket from 'ws';
import { within } from '../support/index.mjs';
import { place, visitorsOf } from './place.mjs';

/** @typedef {import("../support/demo.mjs").Visitor} Visitor */

const IMAGE = '<img src="x" onerror="window.hacked = true">';

describe('payloads in the demo', () => {
  const at = place();
  const { visitor } = visitorsOf(at);
  /** @type {Visitor} */
  let ada;
  /** @type {Visitor} */
  let grace;
  /** @type {WebSocket[]} */
  let sockets = [];

  afterEach(() => {
    for (const socket of sockets) socket.terminate();
    sockets = [];
  });

  /** @param {string} group @param {string} [name] */
  async function meet(group, name = 'Ada') {
    ada = await visitor(name);
    grace = await visitor('Grace');
    await ada.enter(group);
    await grace.enter(group);
    await grace.sees(name, 'Grace');
    await ada.sees(name, 'Grace');
  }

  /**
   * A client that is not this demo, in the group; gives the function that posts to it.
   * @param {string} group
   */
  async function stranger(group) {
    const { token } = /** @type {any} */ (await (await fetch(`${at.server.httpUrl}guest`, { method: 'POST' })).json());
    const socket = new WebSocket(`${at.server.wsUrl}?token=${token}`);
    sockets.push(socket);
    await within(once(socket, 'open'));
    socket.send(JSON.stringify({ action: 'joinRoom', rid: group, token }));
    return (/** @type {string} */ json) =>
      socket.send(`{"action":"broadcast","rid":${JSON.stringify(group)},"content":${json}}`);
  }

  /** @param {Visitor} visitor */
  async function assertHarmless({ page }) {
    assert.equal(await page.evaluate(() => 'hacked' in window), false);
    assert.equal(await page.locator('body img, main script, .bubble b, .person b').count(), 0);
  }

  const texts = {
    'a percent sign': '100% sure',
    'percent escapes and markup': '100% sure %41 %7B <b>',
    emoji: '🎉👩‍👩‍👧‍👦 🇨🇭 e\u0301',
    quotes: `"double" 'single' \`back\` \\back\\ \\u0041 \\n`,
    'what looks like a frame': '{"#private":"no","#user_id":"me"}',
    'other scripts': '你好 مرحبا שלום Ünïcödé',
    'line breaks': 'one\n\n  two\n\tthree',
    'a single zero': '0',
  };

  test('D11: text arrives as it was written', async () => {
    await meet('texts');
    for (const [what, text] of Object.entries(texts)) {
      await ada.say(text);
      await grace.hears(text);
      assert.equal(await grace.page.locator('#messages .bubble').last().textContent(), text, what);
      const event = (await grace.events()).at(-1);
      assert.equal(event.message.text, text, what);
    }
    await assertHarmless(grace);
  });

  test('D11: a very long text is folded and whole', async () => {
    await meet('long');
    const long = `${'All work and no play. '.repeat(4000)}The end`;
    await ada.say(long);
    const bubble = grace.page.locator('#messages .bubble');
    await bubble.waitFor();
    assert.ok(((await bubble.textContent()) ?? '').length < 2000);
    await bubble.getByRole('button', { name: `Show all ${long.length} characters` }).click();
    assert.equal(await bubble.textContent(), long);
    assert.equal(await bubble.getByRole('button').count(), 0);

    const word = 'x'.repeat(1000);
    await ada.say(word);
    await grace.hears(word);
    const wide = await grace.page.evaluate(() => {
      const box = document.getElementById('messages');
      return box ? box.scrollWidth - box.clientWidth : NaN;
    });
    assert.equal(wide, 0, "one long word doesn't widen the conversation");
  });

  test('D23: what the server refuses is said', async () => {
    await meet('too much');
    await ada.say('x'.repeat(200_000));
    await ada.page.locator('#messages .problem', { hasText: 'larger than the server takes' }).waitFor();
    await ada.pill('online');
    await ada.say('a little less');
    await grace.hears('a little less');
    assert.equal(await grace.page.locator('#messages .message').count(), 1);
  });

  test('D12: names, texts and group names are text', async () => {
    const name = `<b>x</b>${IMAGE.slice(0, 20)}`;
    const group = `room ${IMAGE}`;
    const script = '<script>window.hacked = true</script>';
    await meet(group, name);
    await ada.say(IMAGE);
    await grace.hears(IMAGE);
    await grace.listsGroups({ [group]: 2 });
    await grace.whisperTo(name);
    await grace.say(script);
    await ada.hears(script);
    await assertHarmless(ada);
    await assertHarmless(grace);
  });

  test("D12 D13: a stranger's payloads are shown as JSON", async () => {
    await meet('strangers');
    const post = await stranger('strangers');
    const values = [
      JSON.stringify({ html: IMAGE, nested: { deep: [1, null, true, 'x'] } }),
      '[1,2,[3]]',
      '42',
      '0',
      'false',
      'null',
      '{}',
      '{"name":7,"text":{"not":"a text"}}',
      JSON.stringify({ hello: 'not a boolean', name: IMAGE }),
      '{"__proto__":{"polluted":true},"constructor":1}',
    ];
    for (const value of values) post(value);
    post('"the last one"');
    const last = await grace.hears('the last one');
    const shown = await grace.page.locator('#messages .bubble .raw').allTextContents();
    assert.deepEqual(
      shown.map((text) => JSON.stringify(JSON.parse(text))),
      values,
    );
    const head = grace.page.locator('#messages .message-head').first();
    assert.match(await head.innerText(), /^[0-9a-f]{8}\b/, 'a stranger is called by a short id');
    assert.equal(await last.count(), 1);
    await assertHarmless(grace);
  });

  test("D12: a name can't disguise itself", async () => {
    await meet('disguise');
    const post = await stranger('disguise');
    post(JSON.stringify({ name: `\u202eecarG\n\n${'z'.repeat(500)}`, text: 'guess who' }));
    const heard = await grace.hears('guess who');
    const shown = (await heard.locator('.person').textContent()) ?? '';
    assert.ok(shown.length <= 40 && !/[\u202e\n]/.test(shown), JSON.stringify(shown));
  });
});
