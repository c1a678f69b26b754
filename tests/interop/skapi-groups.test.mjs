// @ts-check
// The unmodified skapi-js against our server: groups, members, notices, lists.

import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, afterEach, before, describe, test } from 'node:test';
import { GROUP_NAMES } from './payloads.mjs';
import { openWorld } from './world.mjs';

describe('skapi-js in groups', () => {
  /** @type {Awaited<ReturnType<typeof openWorld>>} */
  let world;
  before(async () => void (world = await openWorld()));
  afterEach(() => world.leave());
  after(() => world?.close());

  const one = () => world.connect('skapi-js');
  const two = () => Promise.all([one(), one()]);
  const three = () => Promise.all([one(), one(), one()]);

  test('I10: joining answers, and is announced to the joiner and to the group', async () => {
    const group = `Größe ${randomUUID()}`;
    const [alice, bob] = await two();
    await alice.join(group);
    assert.deepEqual(await bob.join(group), {
      type: 'success',
      message: `Joined realtime message group: "${group}".`,
    });
    const expected = {
      type: 'notice',
      message: `User "${bob.user}" has joined the message group.`,
      sender: bob.user,
      sender_cid: bob.cid,
      sender_rid: group,
      code: 'USER_JOINED',
    };
    assert.match(bob.cid ?? '', /^cid:\S+$/);
    assert.notEqual(bob.cid, alice.cid);
    assert.deepEqual(await alice.event('notice', ({ sender }) => sender === bob.user), expected);
    assert.deepEqual(await bob.event('notice'), expected);
  });

  for (const [way, nothing] of /** @type {const} */ ([['null', null], ['an empty string', '']])) {
    test(`I11: leaving by ${way} answers, is announced, and ends what the group sends`, async () => {
      const group = `leaving ${randomUUID()}`;
      const [alice, bob] = await two();
      await alice.join(group);
      await bob.join(group);
      assert.deepEqual(await bob.call('joinRealtime', { group: nothing }), {
        type: 'success',
        message: 'Left realtime message group.',
      });
      assert.deepEqual(await alice.event('notice', ({ code }) => code !== 'USER_JOINED'), {
        type: 'notice',
        message: `User "${bob.user}" has left the message group.`,
        sender: bob.user,
        sender_cid: bob.cid,
        sender_rid: group,
        code: 'USER_LEFT',
      });
      await alice.post('unheard', group);
      await alice.event('message');
      assert.ok((await bob.settle()).every(({ type }) => type !== 'message'));
    });
  }

  test('I12: a connection is in one group: joining another leaves the first', async () => {
    const [first, second] = [`first ${randomUUID()}`, `second ${randomUUID()}`];
    const [alice, bob] = await two();
    await alice.join(first);
    await bob.join(first);
    await bob.join(second);
    await alice.event('notice', ({ sender, code }) => sender === bob.user && code === 'USER_LEFT');
    await bob.post('here', second);
    assert.equal((await bob.event('message')).sender_rid, second);
    assert.ok((await alice.settle()).every(({ sender_rid }) => sender_rid !== second));
    await assert.rejects(bob.post('there', first), { message: /has not joined/ });
  });

  test('I13: a group post reaches every member, its sender included, and nobody else', async () => {
    const group = `post ${randomUUID()}`;
    const [alice, bob, carol] = await three();
    await alice.join(group);
    await bob.join(group);
    assert.deepEqual(await alice.post({ msg: 'Hello World!' }, group), { type: 'success', message: 'Message sent.' });
    const expected = {
      type: 'message',
      message: { msg: 'Hello World!' },
      sender: alice.user,
      sender_cid: alice.cid,
      sender_rid: group,
      code: null,
    };
    assert.deepEqual(await alice.event('message'), expected);
    assert.deepEqual(await bob.event('message'), expected);
    assert.equal((await carol.settle()).length, 1, 'a stranger has only been told of its own connection');
  });

  test('I14: a post to a group not joined is refused by the client, with and without a group', async () => {
    const group = `foreign ${randomUUID()}`;
    const [alice, bob] = await two();
    await bob.join(group);
    const refusal = {
      message: `User has not joined to the recipient group. Run joinRealtime({ group: "${group}" })`,
      code: 'INVALID_REQUEST',
    };
    await assert.rejects(alice.post('hello', group), refusal);
    await alice.join(`other ${randomUUID()}`);
    await assert.rejects(alice.post('hello', group), refusal);
    assert.ok((await bob.settle()).every(({ type }) => type !== 'message'));
  });

  test('I15: groups are listed with their counts, filtered by name and by number', async () => {
    const prefix = `list-${randomUUID()}`;
    const [alice, bob, carol] = await three();
    await alice.join(`${prefix}-a`);
    await bob.join(`${prefix}-b`);
    await carol.join(`${prefix}-b`);
    const a = { group: `${prefix}-a`, number_of_users: 1 };
    const b = { group: `${prefix}-b`, number_of_users: 2 };
    /** @param {unknown} [params] @param {unknown} [options] */
    const list = async (params, options) => (await alice.call('getRealtimeGroups', params, options)).list;
    assert.deepEqual(await list(), [a, b]);
    assert.deepEqual(await list(null, { ascending: false }), [b, a]);
    assert.deepEqual(await list({ searchFor: 'group', value: `${prefix}-b` }), [b]);
    assert.deepEqual(await list({ searchFor: 'group', value: prefix, condition: '>=' }), [a, b]);
    assert.deepEqual(await list({ searchFor: 'group', value: 'nothing begins like this', condition: '>=' }), []);
    assert.deepEqual(await list({ searchFor: 'number_of_users', value: 2 }), [b]);
    assert.deepEqual(await list({ searchFor: 'number_of_users', value: 1, condition: '>' }), [b]);
    assert.deepEqual(await list({ searchFor: 'number_of_users', value: 1, condition: '>=' }), [a, b]);
    assert.deepEqual(await list({ searchFor: 'number_of_users', value: 2, condition: 'lt' }), [a]);
    assert.deepEqual(await list({ searchFor: 'number_of_users', value: 2, condition: '!=' }), [a]);
    assert.deepEqual(await list({ searchFor: 'number_of_users', value: 1, range: 2 }), [a, b]);
  });

  test('I16: a list comes in batches up to its end, and a group vanishes with its last member', async () => {
    const prefix = `batch-${randomUUID()}`;
    const [alice, bob, carol] = await three();
    await alice.join(`${prefix}-1`);
    await bob.join(`${prefix}-2`);
    await carol.join(`${prefix}-3`);
    /** @type {string[]} */
    const seen = [];
    for (const [fetchMore, end] of [[false, false], [true, false], [true, true]]) {
      const batch = await alice.call('getRealtimeGroups', null, { limit: 1, fetchMore });
      assert.equal(batch.list.length, 1);
      seen.push(batch.list[0].group);
      if (end && !batch.endOfList) {
        // A server may learn only by asking that nothing is behind a full batch.
        const last = await alice.call('getRealtimeGroups', null, { limit: 1, fetchMore });
        assert.deepEqual([last.list, last.endOfList], [[], true]);
      }
    }
    assert.deepEqual(seen, [`${prefix}-1`, `${prefix}-2`, `${prefix}-3`]);
    await carol.call('joinRealtime', { group: null });
    await carol.settle();
    const { list } = await alice.call('getRealtimeGroups');
    assert.deepEqual(list.map((/** @type {any} */ { group }) => group), [`${prefix}-1`, `${prefix}-2`]);
  });

  test('I17: users are listed by connection, and one of them can be looked for', async () => {
    const group = `users ${randomUUID()}`;
    const [alice, bob] = await two();
    await alice.join(group);
    await bob.join(group);
    const tab = await world.connect('skapi-js', { tabOf: alice });
    await tab.join(group);
    const { list, endOfList } = await bob.call('getRealtimeUsers', { group });
    const byCid = (/** @type {any} */ a, /** @type {any} */ b) => (a.cid < b.cid ? -1 : 1);
    const expected = [alice, bob, tab].map(({ user, cid }) => ({ user_id: user, cid }));
    assert.deepEqual(list.sort(byCid), expected.sort(byCid));
    assert.equal(endOfList, true);
    assert.deepEqual((await alice.call('getRealtimeUsers', { group, user_id: bob.user })).list, [
      { user_id: bob.user, cid: bob.cid },
    ]);
    assert.deepEqual((await alice.call('getRealtimeUsers', { group, user_id: randomUUID() })).list, []);
    assert.deepEqual((await alice.call('getRealtimeUsers', { group: 'nobody is here' })).list, []);
  });

  test('I18: a group may have any name', async () => {
    const [alice, bob] = await two();
    for (const group of GROUP_NAMES) {
      await alice.join(group);
      await bob.join(group);
      await alice.post({ to: group }, group);
      const { sender_rid } = await bob.event('message', ({ message }) => message.to === group);
      assert.equal(sender_rid, group);
      const groups = await alice.call('getRealtimeGroups', { searchFor: 'group', value: group });
      assert.deepEqual(groups.list, [{ group, number_of_users: 2 }]);
      assert.equal((await alice.call('getRealtimeUsers', { group })).list.length, 2, group);
    }
  });
});
