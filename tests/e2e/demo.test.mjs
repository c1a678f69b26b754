// @ts-check
// The demo against the real server: visitors in browser contexts of their own.

import assert from 'node:assert/strict';
import { after, afterEach, before, describe, test } from 'node:test';
import { launchBrowser, startServer, until } from '../support/index.mjs';
import { demoDir, Visitor } from '../support/demo.mjs';

describe('the demo', () => {
  /** @type {import("../support/server.mjs").Server} */
  let server;
  /** @type {import("playwright-core").Browser} */
  let browser;
  /** @type {Visitor[]} */
  let visitors = [];

  before(async () => {
    server = await startServer({ demoDir });
    browser = await launchBrowser();
  });

  after(async () => {
    await browser?.close();
    await server?.stop();
  });

  // Every test proves D19: no visitor's page has reported an error.
  afterEach(async () => {
    const errors = visitors.flatMap(({ name, errors }) => errors.map((error) => `${name}: ${error}`));
    await Promise.all(browser.contexts().map((context) => context.close()));
    visitors = [];
    assert.deepEqual(errors, []);
  });

  /** @param {string} name @param {Parameters<typeof Visitor.open>[3]} [options] @param {string} [path] */
  async function visitor(name, options, path = '/') {
    const opened = await Visitor.open(browser, server.base + path, name, options);
    visitors.push(opened);
    return opened;
  }

  /** @param {string} group @param {string[]} names */
  async function inOneGroup(group, ...names) {
    /** @type {Visitor[]} */
    const all = [];
    for (const name of names) all.push(await (await visitor(name)).enter(group));
    for (const each of all) await each.sees(...names);
    return all;
  }

  /** @param {string} group */
  const pair = async (group) => /** @type {[Visitor, Visitor]} */ (await inOneGroup(group, 'Ada', 'Grace'));

  test('D1 D15 D19: one click and one is in', async () => {
    const ada = await visitor('Ada');
    const { page } = ada;
    const name = await page.inputValue('#first-name');
    assert.match(name, /^\w+ \w+$/);
    assert.equal(await page.inputValue('#first-group'), 'lobby');
    assert.equal(await page.locator('.stop.called').count(), 0);

    await page.getByRole('button', { name: 'Join lobby' }).click();
    await ada.inGroup('lobby');
    await ada.pill('online');
    await ada.sees(name);
    await ada.notices('You joined lobby');
    assert.deepEqual(await ada.lastCall('await joinRealtime'), {
      code: "await joinRealtime({ group: 'lobby' })",
      answer: '{ "type": "success", "message": "Joined realtime message group: \\"lobby\\"." }',
    });
    for (const fn of ['connectRealtime', 'joinRealtime', 'getRealtimeUsers', 'getRealtimeGroups']) {
      await page.locator(`.stop.called[data-fn=${fn}]`).waitFor();
    }
    assert.equal(await page.evaluate(() => document.activeElement?.id), 'text');
  });

  test('D24: the pill says what the connection is', async () => {
    const ada = await visitor('Ada');
    /** @type {() => void} */
    let letIn = () => {};
    const allowed = new Promise((resolve) => (letIn = () => resolve(undefined)));
    await ada.page.route('**/guest', async (route) => {
      await allowed;
      await route.continue();
    });
    assert.ok(await ada.page.isHidden('#pill'));
    await ada.page.click('#join-first button');
    await ada.pill('connecting');
    letIn();
    await ada.pill('online');
    await ada.inGroup('lobby');
    await ada.page.click('#close');
    await ada.pill('closed');
  });

  test('D1: a link names the group', async () => {
    const ada = await visitor('Ada', {}, '/?group=caf%C3%A9%20%23%201');
    assert.equal(await ada.page.inputValue('#first-group'), 'café # 1');
    await ada.enter();
    await ada.listsGroups({ 'café # 1': 1 });
    assert.equal(await ada.page.getAttribute('#second-tab', 'href'), '?group=caf%C3%A9%20%23%201');
  });

  test('D2 D10: two tabs of one browser are two users, also after a reload', async () => {
    const ada = await visitor('Ada');
    await ada.enter('tabs');
    const [tab] = await Promise.all([ada.page.context().waitForEvent('page'), ada.page.click('#second-tab')]);
    const grace = new Visitor(tab, 'Grace');
    visitors.push(grace);
    await grace.enter();
    await ada.sees('Ada', 'Grace');
    await grace.sees('Ada', 'Grace');

    await grace.page.reload();
    await grace.inGroup('tabs');
    await grace.sees('Ada', 'Grace');
    await ada.notices('Grace disconnected');
    await ada.sees('Ada', 'Grace');
    await grace.say('back again');
    await ada.hears('back again');
  });

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

  test('D6: groups are listed, counted and filtered', async () => {
    const [ada] = /** @type {[Visitor]} */ (await inOneGroup('red-1', 'Ada', 'Grace'));
    await (await visitor('Linus')).enter('red-2');
    await (await visitor('Barbara')).enter('blue');
    const { page } = ada;
    await ada.listsGroups({ 'red-1': 2, 'red-2': 1, blue: 1 });
    assert.equal(await page.locator('#group-list [aria-current="true"] .row-name').innerText(), 'red-1');

    await page.fill('#filter-value', 'red');
    await ada.listsGroups({ 'red-1': 2, 'red-2': 1 });
    assert.equal(
      await page.innerText('#groups-hint'),
      "getRealtimeGroups({ searchFor: 'group', value: 'red', condition: '>=' })",
    );
    await page.press('#filter-value', 'Enter');
    assert.match((await ada.lastCall('await getRealtimeGroups')).answer, /"group": "red-1"/);

    await page.fill('#filter-value', 'nothing like it');
    await page.getByText('No group matches the filter.').waitFor();

    await page.selectOption('#filter-kind', 'number_of_users');
    assert.equal(await page.inputValue('#filter-value'), '2');
    await ada.listsGroups({ 'red-1': 2 });
    await page.fill('#filter-value', '1');
    await ada.listsGroups({ 'red-1': 2, 'red-2': 1, blue: 1 });
  });

  test('D7: joining another group leaves the one before', async () => {
    const [ada, grace] = await pair('first');
    await grace.page.fill('#group', 'second');
    await grace.page.press('#group', 'Enter');
    await grace.inGroup('second');
    await grace.sees('Grace');
    assert.equal((await grace.lastCall('await joinRealtime')).code, 'await joinRealtime(event)');
    await ada.notices('Grace left');
    await ada.sees('Ada');
    await ada.say('can you hear me?');
    await ada.hears('can you hear me?');

    await ada.page.locator('#group-list button', { hasText: 'second' }).click();
    await ada.inGroup('second');
    await ada.sees('Ada', 'Grace');
    await grace.sees('Ada', 'Grace');
    await ada.listsGroups({ second: 2 });
    await ada.say('now you do');
    await grace.hears('now you do');
    assert.equal(await grace.message('can you hear me?').count(), 0);
  });

  test('D8: leaving keeps the connection', async () => {
    const [ada, grace] = await pair('leaving');
    await ada.page.click('#leave');
    await ada.notices('You left leaving');
    assert.equal(
      (await ada.lastCall('await joinRealtime')).answer,
      '{ "type": "success", "message": "Left realtime message group." }',
    );
    await grace.sees('Grace');
    await ada.pill('online');
    assert.ok(await ada.page.isDisabled('#text'));
    assert.ok(await ada.page.isDisabled('#send'));
    assert.equal(await ada.page.locator('#member-list li').count(), 0);
    await ada.listsGroups({ leaving: 1 });
  });

  test('D9: closing, and back again', async () => {
    const [ada, grace] = await pair('closing');
    await ada.page.click('#close');
    await ada.pill('closed');
    await ada.lastCall('await closeRealtime()');
    await until(async () => (await ada.events()).some(({ type }) => type === 'close'));
    assert.deepEqual((await ada.events()).at(-1), { type: 'close', message: 'WebSocket connection closed.' });
    await grace.sees('Grace');
    await ada.notices('You closed the connection');
    assert.equal(await ada.page.locator('#messages .notice.out').count(), 1);
    assert.ok(await ada.page.isDisabled('#text'));
    assert.ok(await ada.page.isDisabled('#close'));
    assert.equal(await ada.page.evaluate(() => document.activeElement?.id), 'connect');

    await ada.page.click('#connect');
    await ada.pill('online');
    assert.equal(await ada.page.inputValue('#group'), 'closing');
    await ada.page.click('#join button');
    await grace.sees('Ada', 'Grace');
    await ada.say('here again');
    await grace.hears('here again');
  });

  test('D10: a reload after closing starts at the welcome page', async () => {
    const ada = await visitor('Ada');
    await ada.enter('afterwards');
    await ada.page.click('#close');
    await ada.pill('closed');
    await ada.page.reload();
    await ada.page.locator('#welcome').waitFor();
    assert.equal(await ada.page.inputValue('#first-name'), 'Ada');
    assert.equal(await ada.page.inputValue('#first-group'), 'afterwards');
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
