// @ts-check
// The unmodified skapi-js against our server: forms.

import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, afterEach, before, describe, test } from 'node:test';
import { submit } from './forms.mjs';
import { openWorld } from './world.mjs';

describe('skapi-js and forms', () => {
  /** @type {Awaited<ReturnType<typeof openWorld>>} */
  let world;
  before(async () => void (world = await openWorld()));
  afterEach(() => world.leave());
  after(() => world?.close());

  test('I30: a form joins a group and posts to it', async () => {
    const group = `form ${randomUUID()}`;
    const [alice, bob] = await Promise.all([world.connect('skapi-js'), world.connect('skapi-js')]);
    await bob.join(group);
    assert.deepEqual(await submit(alice, 'joinRealtime', `<input name="group" value="${group}">`), {
      type: 'success',
      message: `Joined realtime message group: "${group}".`,
    });
    await alice.event('notice', ({ code }) => code === 'USER_JOINED');
    const answer = await submit(
      alice,
      'postRealtime',
      `<input name="msg" value="Hello 100%"><input type="number" name="n" value="5.50">
       <input type="checkbox" name="yes" checked><input type="checkbox" name="no"><input type="submit" value="Send">`,
      group,
    );
    assert.deepEqual(answer, { type: 'success', message: 'Message sent.' });
    assert.deepEqual((await bob.event('message')).message, { msg: 'Hello 100%', n: 5.5, yes: true, no: false });
  });

  test('I31: forms look for groups and users', async () => {
    const group = `form-list ${randomUUID()}`;
    const alice = await world.connect('skapi-js');
    await alice.join(group);
    const groups = await submit(
      alice,
      'getRealtimeGroups',
      `<input name="searchFor" value="number_of_users">
       <input type="number" name="value" value="1"><input name="condition" value="=">`,
    );
    assert.deepEqual(groups.list, [{ group, number_of_users: 1 }]);
    const users = await submit(alice, 'getRealtimeUsers', `<input name="group" value="${group}">`);
    assert.deepEqual(users.list, [{ user_id: alice.user, cid: alice.cid }]);
  });
});
