// @ts-check
// Handles of several groups: what they hear, how they are read, and what is missed.

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { within } from '../support/index.mjs';
import { heard, read, world } from './helper.mjs';

const ENDED = { done: true, value: undefined };

describe('handles of groups', () => {
  const place = world();
  const { client, member, unique } = place;

  test('J1: the handle of a name is one object, and joins nothing', async () => {
    const { client: ann } = await member('ann');
    const name = unique('group');
    const group = ann.group(name);
    assert.equal(ann.group(name), group);
    assert.equal(group.name, name);
    assert.notEqual(ann.group(unique('group')), group);
    assert.deepEqual((await group.users()).list, []);
  });

  test('J2, J3, J4: a client is in several groups at once, and each handle hears its own', async () => {
    const { client: ann, events } = await member('ann');
    const { client: bob } = await member('bob');
    const names = [unique('group'), unique('group'), unique('group')];
    const [one, two, three] = names.map((name) => ann.group(name));
    assert.ok(one && two && three);
    const inboxes = [one, two, three].map((group) => heard(group, 'message'));
    const notices = heard(two, 'notice');
    assert.deepEqual(await one.join(), { type: 'success', message: `Joined realtime message group: "${names[0]}".` });
    await two.join();
    await ann.joinRealtime({ group: names[2] ?? '' });

    await bob.group(two.name).join();
    const posted = await bob.group(two.name).post({ to: 2 });
    assert.deepEqual([posted.type, posted.message, posted.settled], ['success', 'Message sent.', 'acknowledged']);
    await one.post('to 1');
    await ann.postRealtime('to 3', three.name);

    const message = await inboxes[1]?.first(() => true);
    assert.deepEqual(message?.message, { to: 2 });
    assert.deepEqual([message?.sender, message?.sender_rid, message?.offset], ['bob', two.name, posted.offset]);
    assert.equal(typeof message?.epoch, 'string');
    await inboxes[0]?.first(({ message }) => message === 'to 1');
    await inboxes[2]?.first(({ message }) => message === 'to 3');
    assert.deepEqual(inboxes.map(({ items }) => items.length), [1, 1, 1]);
    assert.deepEqual(notices.items.map(({ sender, code }) => [sender, code]), [['ann', 'USER_JOINED'], ['bob', 'USER_JOINED']]);
    const told = events.items.filter(({ type }) => type === 'message').map(({ sender_rid }) => sender_rid);
    assert.deepEqual(told.sort(), [...names].sort());

    assert.deepEqual((await two.users({ user_id: 'bob' })).list.map(({ user_id }) => user_id), ['bob']);
    const { list, epoch } = await two.history({ limit: 5 });
    assert.deepEqual(list.map(({ message, offset }) => [message, offset]), [[{ to: 2 }, posted.offset]]);
    assert.equal(epoch, message?.epoch);
    await assert.rejects(ann.group(unique('group')).post('x'), { name: 'RealtimeError', code: 'INVALID_REQUEST' });
  });

  test('J2: with skapi a second group is refused', async () => {
    const { client: ann } = await member('ann', { protocol: 'skapi', service: 'default' });
    await ann.group(unique('group')).join();
    await assert.rejects(ann.group(unique('group')).join(), { name: 'RealtimeError', code: 'NOT_SUPPORTED' });
    await assert.rejects(ann.history({ group: 'g' }), { name: 'RealtimeError', code: 'NOT_SUPPORTED' });
  });

  test('M3: without a connection a handle is refused like the functions', async () => {
    const message = 'No realtime connection. Execute connectRealtime() before this method.';
    const group = client('ann').group(unique('group'));
    for (const call of [group.join(), group.leave(), group.post('x')]) {
      await assert.rejects(call, { name: 'RealtimeError', code: 'INVALID_REQUEST', message });
    }
  });

  test('J20: readers get every message from their making on, in order, each by itself', async () => {
    const { client: ann } = await member('ann');
    const group = ann.group(unique('group'));
    await group.join();
    await group.post('before');
    const first = group[Symbol.asyncIterator]();
    await group.post(1);
    const second = group[Symbol.asyncIterator]();
    const numbers = Array.from({ length: 50 }, (_, at) => at + 1);
    await Promise.all(numbers.slice(1).map((number) => group.post(number)));
    await group.leave();
    assert.deepEqual(await read(first), numbers);
    assert.deepEqual(await read(second), numbers.slice(1));
  });

  test('J22: reads that wait end with leave, with close, and with break', async () => {
    const { client: ann } = await member('ann');
    const [one, two] = [ann.group(unique('group')), ann.group(unique('group'))];
    await one.join();
    await two.join();
    const left = one[Symbol.asyncIterator]().next();
    await one.leave();
    assert.deepEqual(await within(left), ENDED);

    void two.post('only');
    for await (const { message } of two) {
      assert.equal(message, 'only');
      break;
    }
    const reader = two[Symbol.asyncIterator]();
    const closed = reader.next();
    await ann.closeRealtime();
    assert.deepEqual(await within(closed), ENDED);
    assert.deepEqual(await reader.next(), ENDED);
  });

  test('J22: a reader of the group of joinRealtime ends when that leaves it', async () => {
    for (const options of [{}, { protocol: /** @type {const} */ ('skapi'), service: 'default' }]) {
      const { client: ann } = await member('ann', options);
      const [one, two] = [unique('group'), unique('group')];
      await ann.joinRealtime({ group: one });
      const left = ann.group(one)[Symbol.asyncIterator]().next();
      await ann.joinRealtime({ group: two });
      assert.deepEqual(await within(left), ENDED);
      const none = ann.group(two)[Symbol.asyncIterator]().next();
      await ann.joinRealtime({ group: null });
      assert.deepEqual(await within(none), ENDED);
    }
  });

  test('J6: what is no position is refused', async () => {
    const { client: ann } = await member('ann');
    const group = ann.group(unique('group'));
    for (const since of /** @type {any[]} */ ([{}, 5, { epoch: 'e' }, { epoch: 'e', offset: '1' }, { epoch: 'e', offset: -1 }, { epoch: 5, offset: 1 }])) {
      await assert.rejects(group.join({ since }), { name: 'RealtimeError', code: 'INVALID_PARAMETER', message: '"since" must have an epoch and an offset.' });
    }
    await group.join({ since: /** @type {any} */ (null) });
  });

  test('J22: a reader of a group that was never joined ends with leave', async () => {
    const { client: ann } = await member('ann');
    const group = ann.group(unique('group'));
    const reading = read(group);
    await group.leave();
    assert.deepEqual(await within(reading), []);
  });

  test('J24: leaving and joining at once ends the readers of before, and none that are made then', async () => {
    const { client: ann } = await member('ann');
    const group = ann.group(unique('group'));
    await group.join();
    const before = read(group);
    void group.leave();
    const joined = group.join();
    const reader = group[Symbol.asyncIterator]();
    await joined;
    await group.post('new');
    assert.deepEqual(await within(before), []);
    assert.equal((await within(reader.next())).value.message, 'new');
  });

  test('J4: options that are null are none', async () => {
    const { client: ann } = await member('ann');
    const group = ann.group(unique('group'));
    const none = /** @type {any} */ (null);
    await group.join(none);
    await group.post('x', none);
    assert.equal((await group.users(none)).list.length, 1);
    assert.equal((await group.history(none)).list.length, 1);
    await group.leave(none);
  });

  test('J23: a reader that falls behind is told', async () => {
    const { client: ann } = await member('ann');
    const group = ann.group(unique('group'));
    await group.join();
    const slow = group[Symbol.asyncIterator]();
    const posts = Array.from({ length: 1_010 }, (_, number) => group.post(number));
    await Promise.all(posts);
    const got = await read({ [Symbol.asyncIterator]: () => slow });
    assert.equal(got.length, 1_001);
    assert.deepEqual([got[0], got[999], got[1_000]], [0, 999, 'QUEUE_FULL']);
  });

  test('J23: a reader is told when the client closes by itself', async () => {
    const { client: ann } = await member('ann', { maxAttempts: 1 });
    const group = ann.group(unique('group'));
    await group.join();
    const reading = read(group);
    place.proxy.treatment = 'reset';
    place.proxy.kill();
    assert.deepEqual(await within(reading), ['ERROR']);
    place.proxy.heal();
    assert.equal(ann.state.name, 'closed');
  });

  test('J5: after a lost connection a group is joined again, and what was missed arrives in order', async () => {
    const { client: ann } = await member('ann');
    const { client: bob } = await member('bob', { url: place.server.wsUrl });
    const name = unique('group');
    const group = ann.group(name);
    const recoveries = heard(group, 'recovery');
    const messages = heard(group, 'message');
    await group.join();
    await bob.group(name).join();
    await bob.group(name).post('before');
    await messages.first(({ message }) => message === 'before');

    place.proxy.treatment = 'reset';
    place.proxy.kill();
    for (const number of [1, 2, 3]) await bob.group(name).post(number);
    place.proxy.heal();
    const recovery = await recoveries.first(() => true);
    assert.deepEqual([recovery.group, recovery.recovered, recovery.since.epoch], [name, true, recovery.epoch]);
    await bob.group(name).post('after');
    await messages.first(({ message }) => message === 'after');
    assert.deepEqual(messages.items.map(({ message }) => message), ['before', 1, 2, 3, 'after']);
  });

  test('J6: a group can be joined from a position on', async () => {
    const { client: bob } = await member('bob');
    const name = unique('group');
    await bob.group(name).join();
    await bob.group(name).post('known');
    const { list, epoch } = await bob.history({ group: name });
    for (const number of [1, 2]) await bob.group(name).post(number);

    const { client: ann } = await member('ann');
    const group = ann.group(name);
    const messages = heard(group, 'message');
    const recoveries = heard(group, 'recovery');
    await group.join({ since: { epoch, offset: list[0]?.offset ?? NaN } });
    assert.equal((await recoveries.first(() => true)).recovered, true);
    assert.deepEqual(messages.items.map(({ message }) => message), [1, 2]);
  });
});
