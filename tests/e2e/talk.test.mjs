// @ts-check
// What visitors of the demo see of each other, and say to each other.

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { place, visitorsOf } from './place.mjs';

/** @typedef {import("../support/demo.mjs").Visitor} Visitor */

describe('talking in the demo', () => {
  const { inOneGroup, pair } = visitorsOf(place());

  test('D3: members see each other come and go', async () => {
    const [ada, grace] = await pair('presence');
    await ada.notices('Grace joined');
    assert.equal(await ada.page.locator('#chat-count').innerText(), '2');

    await grace.page.click('#leave');
    await ada.notices('Grace left');
    await ada.sees('Ada');

    await grace.page.fill('#group', 'presence');
    await grace.page.press('#group', 'Enter');
    await ada.sees('Ada', 'Grace');
    await grace.leavePage();
    await ada.notices('Grace disconnected');
    await ada.sees('Ada');
  });

  test('D4 D14 D15 D21: group messages go both ways', async () => {
    const [ada, grace] = await pair('talk');
    await ada.page.fill('#text', 'Hello, Grace');
    const left = await ada.page.evaluate(() => {
      const text = /** @type {HTMLTextAreaElement} */ (document.getElementById('text'));
      text.form?.requestSubmit();
      return text.value;
    });
    assert.equal(left, '', 'the form is empty as soon as it is posted');
    const heard = await grace.hears('Hello, Grace');
    assert.equal(await heard.locator('.message-head .person').innerText(), 'Ada');
    await grace.say('Hello, Ada');
    await ada.hears('Hello, Ada');
    for (const each of [ada, grace]) {
      for (const text of ['Hello, Grace', 'Hello, Ada']) {
        await each.hears(text);
        assert.equal(await each.message(text).count(), 1);
      }
    }
    assert.match((await ada.message('Hello, Grace').getAttribute('class')) ?? '', /\bmine\b/);

    const { code, answer } = await grace.lastCall('await postRealtime');
    assert.equal(code, "await postRealtime(event, 'talk')");
    assert.match(answer, /^\{ "type": "success", "message": "Message sent\.", "settled": "acknowledged", "offset": \d+ \}$/);

    const events = await grace.events();
    const event = events.find(({ message }) => message?.text === 'Hello, Grace');
    assert.equal(event.type, 'message');
    assert.deepEqual(event.message, { name: 'Ada', text: 'Hello, Grace' });
    assert.equal(event.sender_rid, 'talk');
    assert.match(event.sender, /^[0-9a-f-]{36}$/);
    assert.match(event.sender_cid, /^cid:/);
    assert.deepEqual(events[0], { type: 'success', message: 'Connected to WebSocket server.' });
  });

  test('D5 D18: a private message is for two', async () => {
    const [ada, grace, linus] = /** @type {[Visitor, Visitor, Visitor]} */ (
      await inOneGroup('secrets', 'Ada', 'Grace', 'Linus')
    );
    await ada.whisperTo('Grace');
    await ada.say('between us');
    const heard = await grace.hears('between us');
    assert.match(await heard.locator('.message-head').innerText(), /^Ada\s*private\b/);
    const own = await ada.hears('between us');
    assert.match(await own.locator('.message-head').innerText(), /^You\s*private to\s*Grace\b/);

    await ada.page.press('#text', 'Escape');
    await ada.page.locator('#private-row').waitFor({ state: 'hidden' });
    await ada.say('for all of you');
    // Frames keep their order: once this one is there, the private one would be too.
    await linus.hears('for all of you');
    await grace.hears('for all of you');
    assert.equal(await linus.message('between us').count(), 0);
    assert.equal(await grace.message('between us').count(), 1);
    assert.equal(await ada.message('between us').count(), 1);
  });

  test('D18: the keyboard is enough', async () => {
    const [ada, grace] = await pair('keys');
    const { page } = ada;
    await page.focus('#text');
    await page.keyboard.type('   ');
    await page.keyboard.press('Enter');
    await page.fill('#text', '');
    await page.keyboard.type('first line');
    await page.keyboard.press('Shift+Enter');
    await page.keyboard.type('second line');
    await page.keyboard.press('Enter');
    const heard = await grace.hears('first line\nsecond line');
    assert.equal(await heard.locator('.bubble').innerText(), 'first line\nsecond line');
    assert.equal(await grace.page.locator('#messages .message').count(), 1, 'blanks alone are not posted');

    await page.locator('#member-list button').focus();
    await page.keyboard.press('Enter');
    await page.locator('#private-row').waitFor();
    assert.equal(await page.evaluate(() => document.activeElement?.id), 'text');
  });

  test('D22: a new name is told to everybody', async () => {
    const [ada, grace] = await pair('naming');
    await grace.say('who am I?');
    await ada.hears('who am I?');
    await grace.page.fill('#my-name', 'Rear Admiral Hopper');
    await grace.page.press('#my-name', 'Enter');
    await ada.sees('Ada', 'Rear Admiral Hopper');
    assert.equal(await ada.message('who am I?').locator('.person').innerText(), 'Rear Admiral Hopper');
    await grace.page.fill('#my-name', '   ');
    await grace.page.press('#my-name', 'Enter');
    assert.equal(await grace.page.inputValue('#my-name'), 'Rear Admiral Hopper');
  });
});
