// @ts-check
// Our SDK beside skapi-js in one page: it takes over the realtime part of an app.

import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, afterEach, before, describe, test } from 'node:test';
import { submit } from './forms.mjs';
import { openWorld, OWNER, SERVICE } from './world.mjs';

describe('an app with skapi-js changes over', () => {
  /** @type {Awaited<ReturnType<typeof openWorld>>} */
  let world;
  before(async () => void (world = await openWorld()));
  afterEach(() => world.leave());
  after(() => world?.close());

  /** A page whose client is our SDK, made from the skapi-js that is logged in there. */
  async function changedOver() {
    const member = await world.enter('skapi-js');
    const about = await member.page.evaluate(async () => {
      const page = /** @type {any} */ (window);
      const path = '/sdk/index.js';
      const { fromSkapi, Realtime } = await import(path);
      page.skapi = page.client;
      page.client = fromSkapi(page.skapi);
      return { isRealtime: page.client instanceof Realtime, isPromise: typeof page.client.then === 'function' };
    });
    assert.deepEqual(about, { isRealtime: true, isPromise: false });
    return member;
  }

  test('I60: fromSkapi takes the endpoints and the login from skapi-js', async () => {
    const group = `change ${randomUUID()}`;
    const [ours, theirs] = await Promise.all([changedOver(), world.connect('skapi-js')]);
    await ours.connect();
    await ours.join(group);
    await theirs.join(group);
    await ours.post({ from: 'ours' }, group);
    await theirs.post({ from: 'theirs' }, group);
    await ours.post('private to theirs', theirs.user);
    await theirs.post('private to ours', ours.user);
    assert.equal((await theirs.event('message')).sender, ours.user);
    assert.deepEqual((await ours.event('message', ({ sender }) => sender === theirs.user)).message, { from: 'theirs' });
    await theirs.event('private', ({ message }) => message === 'private to theirs');
    await ours.event('private', ({ message }) => message === 'private to ours');
    assert.deepEqual((await ours.call('getRealtimeGroups')).list, [{ group, number_of_users: 2 }]);
    assert.equal((await ours.call('getRealtimeUsers', { group })).list.length, 2);
    assert.equal(await ours.call('closeRealtime'), undefined);
  });

  test('I61: its frames carry the tokens as those of skapi-js do', async () => {
    const group = `frames ${randomUUID()}`;
    const [ours, theirs] = await Promise.all([changedOver(), world.connect('skapi-js')]);
    await ours.connect();
    for (const member of [ours, theirs]) {
      await member.join(group);
      await member.post('x', group);
      await member.event('message', ({ sender }) => sender === member.user);
    }
    assert.deepEqual(ours.sent(), theirs.sent());
  });

  test('I62: a renewed token is used for the next connection and request', async () => {
    const ours = await changedOver();
    await ours.connect();
    await ours.call('closeRealtime');
    const asked = ours.page.waitForEvent('websocket');
    await ours.page.evaluate(() => {
      const { session } = /** @type {any} */ (window).skapi;
      session.accessToken.jwtToken += '-renewed';
    });
    await assert.rejects(ours.connect(), 'the changed token is not one that the server accepts');
    assert.match((await asked).url(), /-renewed$/);
  });

  test('I63: without a login connecting rejects and does not hang', async () => {
    const ours = await changedOver();
    await ours.page.evaluate(() => /** @type {any} */ (window).skapi.logout());
    await assert.rejects(ours.call('getRealtimeGroups'), { message: 'User login is required.', code: 'INVALID_REQUEST' });
    await assert.rejects(ours.connect(), /User login is required\./);
  });

  test('I64: a form with an action leaves its answer where skapi-js finds it', async () => {
    const ours = await changedOver();
    await ours.connect();
    const group = `redirect ${randomUUID()}`;
    await ours.join(group);
    const answer = await submit(
      ours,
      'getRealtimeGroups',
      `<input name="searchFor" value="group"><input name="value" value="${group}">`,
    );
    assert.deepEqual(answer.list, [{ group, number_of_users: 1 }], 'without an action the form just resolves');

    const there = `${world.web.base}/target`;
    await ours.page.evaluate(
      ({ action, group }) => {
        document.body.innerHTML = `<form action="${action}"><input name="group" value="${group}"></form>`;
        const form = /** @type {HTMLFormElement} */ (document.querySelector('form'));
        form.onsubmit = (event) => void (/** @type {any} */ (window).client.getRealtimeUsers(event));
        form.requestSubmit();
      },
      { action: there, group },
    );
    await ours.page.waitForURL(there);
    await ours.makeClient();
    const stored = await ours.call('getFormResponse');
    assert.equal(stored.list[0].user_id, ours.user);
    assert.equal(stored.endOfList, true);
    // Reading takes it away.
    assert.equal((await ours.call('getFormResponse'))?.list, undefined);
  });

  test("I65: the action's placeholders are filled in from the form, as by skapi-js", async () => {
    const ours = await changedOver();
    await ours.connect();
    await ours.page.evaluate((base) => {
      document.body.innerHTML = `<form action="${base}/{group}"><input name="group" value="target"></form>`;
      const form = /** @type {HTMLFormElement} */ (document.querySelector('form'));
      form.onsubmit = (event) => void (/** @type {any} */ (window).client.joinRealtime(event));
      form.requestSubmit();
    }, world.web.base);
    await ours.page.waitForURL(`${world.web.base}/target`);
    await ours.makeClient();
    assert.deepEqual(await ours.call('getFormResponse'), {
      type: 'success',
      message: 'Joined realtime message group: "target".',
    });
  });

  test('I66: a form whose call is refused goes nowhere', async () => {
    const ours = await changedOver();
    await ours.connect();
    const refused = await ours.page.evaluate(() => {
      document.body.innerHTML = '<form action="/target"><input name="msg" value="x"></form>';
      const form = /** @type {HTMLFormElement} */ (document.querySelector('form'));
      return new Promise((resolve) => {
        const { client } = /** @type {any} */ (window);
        form.onsubmit = (event) =>
          client.postRealtime(event, 'elsewhere').catch((/** @type {any} */ error) => resolve(error.code));
        form.requestSubmit();
      });
    });
    assert.equal(refused, 'INVALID_REQUEST');
    assert.equal(new URL(ours.page.url()).pathname, '/');
  });

  test('I67: it may be called before skapi-js has restored its login, and both work side by side', async () => {
    const member = await world.enter('skapi-js');
    await member.page.evaluate(async ({ service, owner }) => {
      const page = /** @type {any} */ (window);
      const path = '/sdk/index.js';
      const { fromSkapi } = await import(path);
      page.skapi = new page.Skapi(service, owner, { autoLogin: true });
      page.client = fromSkapi(page.skapi);
    }, { service: SERVICE, owner: OWNER });
    await member.connect();
    const theirs = await world.connect('skapi-js', { tabOf: member });
    await theirs.post('to both', member.user);
    const posted = [member, theirs].map((tab) => tab.event('private', ({ message }) => message === 'to both'));
    const [mine, other] = await Promise.all(posted);
    assert.deepEqual(mine, other);
  });

  test('I68: something else than a skapi-js is refused at the first call', async () => {
    const member = await changedOver();
    await member.page.evaluate(async () => {
      const path = '/sdk/index.js';
      const { fromSkapi } = await import(path);
      Object.assign(window, { client: fromSkapi({}) });
    });
    await assert.rejects(member.call('getRealtimeGroups'), { kind: 'RealtimeError', code: 'INVALID_PARAMETER', isError: true });
    assert.equal(await member.call('closeRealtime'), undefined);
    // skapi-js looks for its content network in vain, and that is all.
    assert.deepEqual(member.errors.filter((text) => text.startsWith('uncaught:') && !text.includes('Failed to fetch')), []);
  });
});
