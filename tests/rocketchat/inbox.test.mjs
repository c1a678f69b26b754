// @ts-check
// Direct messages that are missed, where the clocks of client and server differ.

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { Inbox, within } from '../support/index.mjs';
import { scriptedWorld } from './scripted.mjs';

const HOUR = 3_600_000;

describe('the inbox', () => {
  const { serve, connected } = scriptedWorld();

  test('DR44: direct messages are not missed where the clock of the client is hours ahead', async (t) => {
    const now = Date.now();
    t.mock.method(Date, 'now', () => now + 3 * HOUR);
    const date = (/** @type {number} */ at) => ({ $date: at });
    /** @type {any[]} */
    const messages = [];
    let changed = now - 5000;
    const server = await serve({
      'rooms/get': (since) => {
        const update = [{ _id: 'direct', t: 'd', _updatedAt: date(changed), lm: date(changed) }];
        return { update: changed > since.$date ? update : [], remove: [] };
      },
      'messages/get': () => ({ updated: messages, deleted: [] }),
    });
    const rc = await connected(server);
    /** @type {Inbox<any>} */
    const told = new Inbox();
    const inbox = rc.rooms.inbox({
      message: ({ message }) => told.push(message.msg),
      deleted() {},
      recovery: ({ recovered }) => told.push(recovered),
    });
    await within(inbox.open());
    changed = now;
    messages.push({ _id: 'm', rid: 'direct', msg: 'missed', ts: date(now), _updatedAt: date(now), u: { _id: 'uBob', username: 'bob' } });
    server.kill();
    await told.first((item) => typeof item === 'boolean');
    assert.deepEqual(told.items, ['missed', true]);
    inbox.close();
  });
});
