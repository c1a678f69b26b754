// @ts-check
// The demo's Rocket.Chat page against the real server: two users in two browsers.

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { DEADLINE, until } from '../support/index.mjs';
import { accounts, PASSWORD } from './accounts.mjs';
import { lowContrast, unlabelled } from './audit.mjs';

describe('the demo over Rocket.Chat', () => {
  const at = accounts();

  test('DD1: the page of the six functions loads nothing of it', async () => {
    const ada = await at.visitor('ada');
    const scripts = () =>
      ada.page.evaluate(() => performance.getEntriesByType('resource').flatMap(({ name }) => (name.endsWith('.js') ? [name] : [])));
    await ada.logIn(PASSWORD);
    const all = await scripts();
    await ada.page.click('.modes a[href="/"]');
    await ada.page.click('#join-first button');
    await ada.page.locator('#member-list .me').waitFor({ state: 'attached' });
    const six = await scripts();
    const only = all.filter((script) => !six.includes(script));
    const texts = await Promise.all([...only].map(async (script) => (await fetch(script)).text()));
    assert.ok(texts.some((text) => text.includes('user-presence')), 'the Rocket.Chat client has a script of its own');
    const others = await Promise.all(six.map(async (script) => (await fetch(script)).text()));
    assert.deepEqual(others.filter((text) => text.includes('user-presence')), []);
  });

  test('DD2: a wrong password is told, the right one lets in, a reload stays', async () => {
    const ada = await at.visitor('ada');
    await ada.offer('wrong');
    await ada.page.locator('#login-error', { hasText: 'Could not log in. 403' }).waitFor();
    assert.ok(await ada.page.isVisible('#welcome'));
    await ada.logIn(PASSWORD);
    await ada.make('staying');
    await ada.page.reload();
    await ada.isIn();
    await ada.inRoom('staying');
    await ada.page.click('#logout');
    await ada.page.locator('#welcome').waitFor();
    await ada.page.reload();
    await ada.page.locator('#welcome').waitFor();
    assert.ok(!(await ada.page.evaluate(() => JSON.stringify(sessionStorage))).includes(PASSWORD));
  });

  test('DD2: a login that the server does not know any more is told', async () => {
    const ada = await at.logIn('ada');
    await ada.page.evaluate(() => {
      const [key = ''] = Object.keys(sessionStorage).filter((name) => name.endsWith('rocketchat'));
      const kept = JSON.parse(sessionStorage.getItem(key) ?? '{}');
      sessionStorage.setItem(key, JSON.stringify({ ...kept, token: 'of yesterday' }));
    });
    await ada.page.reload();
    await ada.page.locator('#login-error', { hasText: 'Could not log in again. 403' }).waitFor();
    await ada.logIn(PASSWORD);
  });

  test('DD3: a message, its edit, a reaction and its deletion are seen by both', async () => {
    const [ada, grace] = await at.pair('talking');
    await ada.say('Hello Grace');
    const sent = await ada.hears('Hello Grace');
    await (await grace.hears('Hello Grace')).hover();
    await grace.message('Hello Grace').locator('[data-react=":smile:"]').click();
    await sent.locator('.reaction[data-reaction=":smile:"][aria-pressed="false"]', { hasText: '1' }).waitFor();
    await sent.locator('.reaction').click();
    await grace.message('Hello Grace').locator('.reaction[aria-pressed="true"]', { hasText: '2' }).waitFor();

    await sent.hover();
    await sent.locator('[data-act=edit]').click();
    await ada.say('Good morning');
    await (await grace.hears('Good morning')).locator('.edited').waitFor();
    assert.equal(await grace.message('Hello Grace').count(), 0);

    const edited = ada.message('Good morning');
    await edited.hover();
    await edited.locator('[data-act=delete]').click();
    await grace.message('Good morning').waitFor({ state: 'detached' });
    await edited.waitFor({ state: 'detached' });
  });

  test('DD4: typing appears, and goes with the message or without one', async () => {
    const [ada, grace] = await at.pair('typing');
    const shown = ada.page.locator('#typing', { hasText: 'grace is typing' });
    await grace.page.locator('#text').pressSequentially('Hi');
    await shown.waitFor();
    await grace.page.press('#text', 'Enter');
    await shown.waitFor({ state: 'detached' });
    await grace.page.locator('#text').pressSequentially('x');
    await shown.waitFor();
    await grace.page.press('#text', 'Backspace');
    await shown.waitFor({ state: 'detached' });
  });

  test('DD5: presence is shown as it changes', async () => {
    const [ada, grace] = await at.pair('presence');
    await ada.seesPresence('grace', 'online');
    await grace.page.selectOption('#my-status', 'busy');
    await ada.seesPresence('grace', 'busy');
    await grace.page.click('#logout');
    await ada.seesPresence('grace', 'offline');
  });

  test('DD6: rooms tell the last message and what is unread, also those of direct messages', async () => {
    const [ada, grace] = await at.pair('reading');
    await grace.page.locator('#member-list button', { hasText: 'ada' }).click();
    await grace.page.locator('#chat-title.direct', { hasText: 'ada' }).waitFor();
    await grace.say('Only you');
    await ada.room('grace').locator('.unread', { hasText: '1' }).waitFor();
    await ada.room('grace').locator('.last', { hasText: 'grace: Only you' }).waitFor();
    await ada.room('grace').click();
    await ada.hears('Only you');
    await ada.room('grace').locator('.unread').waitFor({ state: 'detached' });
  });

  test('DD7: a room is left; one that there is not is refused with the reason', async () => {
    const [ada, grace] = await at.pair('leaving');
    await grace.page.click('#leave');
    await grace.page.locator('#chat-title', { hasText: 'No room' }).waitFor();
    await grace.room('leaving').waitFor({ state: 'detached' });
    await ada.notices('grace left');
    await grace.page.fill('#room', 'no such room');
    await grace.page.press('#room', 'Enter');
    await grace.page.locator('#join-problem', { hasText: 'error-' }).waitFor();
  });

  test('DD8: a lost connection comes back, and what was said meanwhile is there', async () => {
    const ada = await at.visitor('ada');
    await ada.page.fill('#server', `ws://${at.proxy.host}/websocket`);
    await ada.logIn(PASSWORD);
    const grace = await at.logIn('grace');
    await ada.make('bridge');
    await grace.join('bridge');
    await grace.say('before');
    await ada.hears('before');
    at.proxy.treatment = 'silent';
    at.proxy.kill();
    await until(async () => (await ada.page.innerText('#pill-text')) !== 'online', DEADLINE, 'the loss to show');
    await grace.say('meanwhile');
    await grace.hears('meanwhile');
    at.proxy.heal();
    at.proxy.kill();
    await ada.pill('online');
    await ada.hears('meanwhile');
    await ada.notices('Nothing is missing');
    await ada.say('and after');
    await grace.hears('and after');
  });

  for (const colorScheme of /** @type {const} */ (['light', 'dark'])) {
    test(`DD9: contrast and labels in ${colorScheme}`, async () => {
      const [ada, grace] = await at.pair(`looks-${colorScheme}`, { colorScheme, reducedMotion: 'reduce' });
      await grace.say('Hello');
      await (await ada.hears('Hello')).hover();
      await ada.message('Hello').locator('[data-react=":heart:"]').click();
      await grace.message('Hello').locator('.reaction').waitFor();
      await ada.message('Hello').hover();
      assert.deepEqual(await lowContrast(ada.page), []);
      assert.deepEqual(await unlabelled(ada.page), []);
      await ada.page.click('#logout');
      await ada.page.locator('#welcome').waitFor();
      assert.deepEqual(await lowContrast(ada.page), []);
      assert.deepEqual(await unlabelled(ada.page), []);
    });
  }

  test('DD9: a phone shows all of it', async () => {
    const [ada, grace] = await at.pair('a-room-with-a-name-that-is-too-long-for-a-phone', { viewport: { width: 360, height: 740 } });
    await grace.say(`long${'er'.repeat(200)}`);
    await ada.page.locator('.bubble').first().waitFor();
    for (const view of ['chat', 'groups', 'people', 'log']) {
      await ada.page.click(`.tabs [data-show=${view}]`);
      await ada.page.locator(`.panel.${view}`).waitFor();
      assert.ok(await ada.page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), view);
    }
  });
});
