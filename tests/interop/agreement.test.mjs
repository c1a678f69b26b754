// @ts-check
// skapi-js and our SDK in one group: both see the same, whoever acts.

import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, afterEach, before, describe, test } from 'node:test';
import { CONTROLS, FIELDS, submit } from './forms.mjs';
import { KEEP_ALIVE } from './member.mjs';
import { FALSY, GROUP_NAMES, PAYLOADS } from './payloads.mjs';
import { openWorld } from './world.mjs';

/** @typedef {import('./member.mjs').Member} Member */

/** @type {import('./world.mjs').Client[]} */
const CLIENTS = ['skapi-js', 'skapi', 'groupwire'];

describe('skapi-js and our SDK agree', () => {
  /** @type {Awaited<ReturnType<typeof openWorld>>} */
  let world;
  before(async () => void (world = await openWorld()));
  afterEach(() => world.leave());
  after(() => world?.close());

  /** One connected member by each client. */
  const everybody = async () =>
    /** @type {[Member, Member, Member]} */ (await Promise.all(CLIENTS.map((client) => world.connect(client))));

  /**
   * The events of each member from the last of them having joined, all of them.
   * @param {Member[]} members
   * @param {string} last the member who joined last
   */
  async function since(members, last) {
    const all = await Promise.all(members.map((member) => member.settle()));
    return all.map((events) => events.slice(events.findIndex((event) => event.code === 'USER_JOINED' && event.sender === last)));
  }

  for (const client of CLIENTS) {
    test(`I40: members see the same events when ${client} joins, posts, leaves, returns and goes`, async () => {
      const group = `agree ${client} ${randomUUID()}`;
      const members = await everybody();
      for (const member of members) await member.join(group);
      const last = members[2].user;

      const actor = await world.connect(client);
      await actor.join(group);
      await actor.post({ msg: '100% of ünïcode', list: [1, null] }, group);
      await members[0].event('message');
      await actor.call('joinRealtime', { group: null });
      await actor.settle();
      await actor.join(group);
      await actor.page.context().close();
      await members[0].event('notice', ({ code }) => code === 'USER_DISCONNECTED');

      const [reference, ...others] = await since(members, last);
      assert.deepEqual(reference?.map(({ type, code }) => code ?? type), [
        'USER_JOINED',
        'USER_JOINED',
        'message',
        'USER_LEFT',
        'USER_JOINED',
        'USER_DISCONNECTED',
      ]);
      for (const events of others) assert.deepEqual(events, reference);
    });

    test(`I41: private posts of ${client} arrive alike in every client of their user, and as the sender's copy`, async () => {
      const sender = await world.connect(client);
      const first = await world.connect('skapi-js');
      const tabs = [first, await world.connect('skapi', { tabOf: first }), await world.connect('groupwire', { tabOf: first })];
      await sender.join(`cid ${randomUUID()}`);
      const message = { msg: 'Hello 100%', nested: { list: [0, ''] } };
      assert.equal((await sender.post(message, first.user)).message, 'Message sent.');
      for (const member of [sender, ...tabs]) {
        assert.deepEqual(await member.event('private', ({ sender: from }) => from === sender.user), {
          type: 'private',
          message,
          sender: sender.user,
          sender_cid: sender.cid,
          sender_rid: null,
          code: null,
        });
      }
    });

    test(`I42: payloads of ${client} arrive in every client as they were sent`, async () => {
      const group = `payloads ${client} ${randomUUID()}`;
      const members = await everybody();
      for (const member of members) await member.join(group);
      const sender = /** @type {Member} */ (members[CLIENTS.indexOf(client)]);
      for (const [name, payload] of PAYLOADS) {
        const before = members.map(({ events }) => events.items.length);
        await sender.postText(JSON.stringify(payload), group);
        for (const [i, { events, client: at }] of members.entries()) {
          const what = `${name}, at ${at}`;
          const got = await events.when((all) => all.slice(before[i]).find(({ type }) => type === 'message'), 5_000, what);
          assert.deepEqual(got, {
            type: 'message',
            message: JSON.parse(JSON.stringify(payload)),
            sender: sender.user,
            sender_cid: sender.cid,
            sender_rid: group,
            code: null,
          }, what);
        }
      }
    });

    test(`I43: falsy payloads of ${client} reach our SDK (skapi-js drops them)`, async () => {
      const group = `falsy ${client} ${randomUUID()}`;
      const members = await everybody();
      for (const member of members) await member.join(group);
      const sender = /** @type {Member} */ (members[CLIENTS.indexOf(client)]);
      for (const payload of FALSY) await sender.postText(JSON.stringify(payload), group);
      await sender.post('last', group);
      for (const { client: at, events } of members) {
        await events.first(({ message }) => message === 'last');
        const got = events.items.filter(({ type }) => type === 'message').map(({ message }) => message);
        assert.deepEqual(got, at === 'skapi-js' ? ['last'] : [...FALSY, 'last'], at);
      }
    });
  }

  test('I44: the functions answer alike', async () => {
    const group = `answers ${randomUUID()}`;
    const members = await everybody();
    // Ours say more of a post.
    const published = (/** @type {{ type: string, message: string }} */ { type, message }) => ({ type, message });
    const answers = await Promise.all(
      members.map(async (member) => ({
        left: await member.call('joinRealtime', { group: null }),
        joined: await member.call('joinRealtime', { group }),
        posted: published(await member.post('x', group)),
        sent: published(await member.post('x', randomUUID())),
        leftByEmpty: await member.call('joinRealtime', { group: '' }),
      })),
    );
    for (const answer of answers) assert.deepEqual(answer, answers[0]);
  });

  test('I45: a post to a group not joined is refused alike, with the published text in our SDK', async () => {
    const [theirs, ...ours] = await everybody();
    await assert.rejects(theirs.post('x', 'elsewhere'), { code: 'INVALID_REQUEST' });
    for (const member of ours) {
      await assert.rejects(member.post('x', 'elsewhere'), {
        code: 'INVALID_REQUEST',
        message: "User has not joined to the recipient group. Run joinRealtime('...')",
        kind: 'RealtimeError',
        isError: true,
      });
    }
  });

  test("I46: lists agree, a '#' in a group's name apart, after which skapi-js cuts", async () => {
    const prefix = `lists-${randomUUID()}`;
    const members = await everybody();
    for (const [i, member] of members.entries()) await member.join(`${prefix}-${i < 2 ? 'a' : 'b'}`);
    for (const query of [
      undefined,
      null,
      { searchFor: 'group', value: `${prefix}-a` },
      { searchFor: 'group', value: prefix, condition: '>=' },
      { searchFor: 'group', value: `${prefix}-a`, condition: 'ne' },
      { searchFor: 'group', value: `${prefix}-a`, range: `${prefix}-az` },
      { searchFor: 'number_of_users', value: 2 },
      { searchFor: 'number_of_users', value: 2, condition: '<' },
      { searchFor: 'number_of_users', value: 1, range: 2 },
    ]) {
      for (const options of [undefined, { ascending: false }, { limit: 1 }]) {
        const [theirs, ...ours] = await Promise.all(members.map((m) => m.call('getRealtimeGroups', query, options)));
        assert.ok(Array.isArray(theirs.list));
        for (const answer of ours) assert.deepEqual(answer, theirs, JSON.stringify({ query, options }));
      }
    }
    for (const fetchMore of [false, true, true, true]) {
      const options = { limit: 1, fetchMore };
      const [theirs, ...ours] = await Promise.all(members.map((m) => m.call('getRealtimeGroups', null, options)));
      for (const answer of ours) assert.deepEqual(answer, theirs, 'a batch of the list');
    }
    await members[2].join(`${prefix}#b#c`);
    const names = await Promise.all(
      members.map(async (member) => {
        const { list } = await member.call('getRealtimeGroups', { searchFor: 'number_of_users', value: 1 });
        return list.map((/** @type {any} */ { group }) => group);
      }),
    );
    assert.deepEqual(names, [[prefix], [`${prefix}#b#c`], [`${prefix}#b#c`]]);
  });

  test('I47: users agree; our SDK has the connection id in both forms', async () => {
    const group = `users ${randomUUID()}`;
    const members = await everybody();
    for (const member of members) await member.join(group);
    const byCid = (/** @type {any} */ a, /** @type {any} */ b) => (a.cid < b.cid ? -1 : 1);
    const everyone = members.map(({ user, cid }) => ({ user_id: user, cid })).sort(byCid);
    const first = everyone.filter(({ user_id }) => user_id === members[0].user);
    for (const member of members) {
      /** @param {unknown} query */
      const list = async (query) => (await member.call('getRealtimeUsers', query)).list.sort(byCid);
      const theirs = member.client === 'skapi-js';
      const form = (/** @type {any} */ user) => (theirs ? user : { ...user, connection_id: user.cid.replace(/^cid:/, '') });
      assert.deepEqual(await list({ group }), everyone.map(form), member.client);
      assert.deepEqual(await list({ group, user_id: members[0].user }), first.map(form), member.client);
    }
  });

  test('I48: what is near the limit of a message passes between all of them', async () => {
    const group = `large ${randomUUID()}`;
    const members = await everybody();
    for (const member of members) await member.join(group);
    for (const sender of members) {
      const text = `${sender.client} ${'%é"'.repeat(24_000)}`;
      await sender.post(text, group);
      for (const member of members) await member.event('message', ({ message }) => message === text);
    }
  });

  for (const client of /** @type {const} */ (['skapi', 'groupwire'])) {
    test(`I49: closing (${client}) is reported as by skapi-js, and the members see it`, async () => {
      const group = `closing ${randomUUID()}`;
      const [theirs, ours] = await Promise.all([world.connect('skapi-js'), world.connect(client)]);
      await theirs.join(group);
      await ours.join(group);
      assert.equal(await ours.call('closeRealtime'), undefined);
      assert.deepEqual(await ours.event('close'), { type: 'close', message: 'WebSocket connection closed.' });
      // Our SDK takes leave before it goes, so that this is no disconnection.
      const notice = await theirs.event('notice', ({ sender, code }) => sender === ours.user && code !== 'USER_JOINED');
      assert.deepEqual(notice, {
        type: 'notice',
        message: `User "${ours.user}" has left the message group.`,
        sender: ours.user,
        sender_cid: ours.cid,
        sender_rid: group,
        code: 'USER_LEFT',
      });
      assert.equal((await theirs.call('getRealtimeUsers', { group })).list.length, 1);
    });
  }

  test('I50: with the protocol skapi our SDK sends what skapi-js sends', async () => {
    const group = `frames ${randomUUID()}`;
    const [theirs, ours] = await Promise.all([world.connect('skapi-js'), world.connect('skapi')]);
    const peer = randomUUID();
    for (const member of [theirs, ours]) {
      await member.join(group);
      await member.post({ msg: 'x' }, group);
      await member.post({ msg: 'y' }, peer);
      await member.call('joinRealtime', { group: null });
      await member.frames.when((all) => all.filter(({ way, text }) => way === 'out' && text.includes('"joinRoom"')).length === 2);
    }
    assert.deepEqual(ours.sent(), theirs.sent());
    // It keeps the connection alive from a worker of its own, at a time that nobody can tell.
    await Promise.all([theirs, ours].map(({ frames }) => frames.first(({ text }) => text === KEEP_ALIVE)));
  });

  test('I51: a post that is too large for the server is refused alike, and the connection stays', async () => {
    const group = `too large ${randomUUID()}`;
    const members = await everybody();
    const large = 'x'.repeat(140_000);
    for (const member of members) await member.join(group);
    // The server has told its limit to the client of its own protocol, which refuses such a post itself.
    const [knowing, ...others] = [...members].sort(({ client }) => (client === 'groupwire' ? -1 : 1));
    await assert.rejects(/** @type {Member} */ (knowing).post(large, group), { message: 'The message is larger than the server takes.' });
    for (const member of others) await member.post(large, group);
    const refusals = await Promise.all(others.map((member) => member.event('error')));
    for (const refusal of refusals) assert.deepEqual(refusal, refusals[0]);
    for (const member of members) assert.ok((await member.settle()).every(({ type }) => type !== 'message'));
  });

  test('I52: groups of any name are the same group for all', async () => {
    const members = await everybody();
    for (const group of [...GROUP_NAMES, 'a#b#c']) {
      for (const member of members) await member.join(group);
      for (const sender of members) {
        await sender.post({ by: sender.client, group }, group);
        for (const member of members) {
          const event = await member.event('message', ({ message }) => message.by === sender.client && message.group === group);
          assert.equal(event.sender_rid, group);
        }
      }
      for (const member of members) assert.equal((await member.call('getRealtimeUsers', { group })).list.length, 3, group);
    }
  });

  test('I53: a form becomes the same payload', async () => {
    const group = `form ${randomUUID()}`;
    const members = await everybody();
    for (const member of members) await member.join(group);
    for (const sender of members) {
      assert.equal((await submit(sender, 'postRealtime', CONTROLS, group)).message, 'Message sent.');
      const { message } = await members[0].event('message', ({ sender: from }) => from === sender.user);
      assert.deepEqual(message, FIELDS, sender.client);
    }
  });
});
