// @ts-check
// The demo against the real server: how one comes in, where one is, and how one leaves.

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { until } from '../support/index.mjs';
import { Visitor } from '../support/demo.mjs';
import { place, visitorsOf } from './place.mjs';

describe('the demo', () => {
  const { welcome, visitor, inOneGroup, pair } = visitorsOf(place());

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
    const grace = welcome(new Visitor(tab, 'Grace'));
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
});
