// @ts-check
// The same call in skapi-js and in our SDK: the same answer, or the same error. skapi-js is the
// reference here, not a list of what it is thought to say.

import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, afterEach, before, describe, test } from 'node:test';
import { openWorld } from './world.mjs';

/** @typedef {import('./member.mjs').Member} Member */

/** @type {import('./world.mjs').Client[]} */
const CLIENTS = ['skapi-js', 'skapi', 'groupwire'];

/** Values that JSON has not, or only in another form; as program text. */
const VALUES = [
  'undefined',
  '() => 1',
  'Symbol("s")',
  'NaN',
  '[Infinity, -0, undefined, () => 1, Symbol("s")]',
  'new Date(0)',
  '({ date: new Date(0), map: new Map([[1, 2]]), gone: undefined, nested: { f() {} } })',
  'new Uint8Array([1, 2])',
  'new String("boxed")',
  '({ toJSON: () => ({ made: "by toJSON" }) })',
  'Object.create({ inherited: 1 }, { hidden: { value: 2 }, shown: { value: 3, enumerable: true } })',
  'new Error("text")',
  '/x/g',
];

/** Calls that are refused before anything is sent; `group` has been joined, `user` is a user. */
const REFUSED = {
  posts: [
    'postRealtime("x")',
    'postRealtime("x", "")',
    'postRealtime("x", null)',
    'postRealtime(10n, group)',
    'postRealtime((() => { const a = {}; a.a = a; return a; })(), group)',
    'postRealtime("x".repeat(2_097_151), group)',
    'postRealtime("é".repeat(1_048_576), user)',
    'postRealtime("x", group, { title: "t" })',
    'postRealtime("x", group, { body: "b" })',
    'postRealtime("x", group, {})',
    'postRealtime("x", group, { title: 1, body: "b" })',
    'postRealtime("x", group, { title: "t", body: null })',
    'postRealtime("x", group, { title: "t", body: "b", config: { always: "yes" } })',
    'postRealtime("x", group, { title: "t", body: "b".repeat(3_050) })',
    'postRealtime("x", group, { title: "t", body: "é".repeat(1_525) })',
    'joinRealtime({ group: 5 })',
    'joinRealtime({ group: ["a"] })',
    'joinRealtime({ group: { a: 1 } })',
  ],
  lists: [
    'getRealtimeGroups({ searchFor: "number_of_users", value: "x" })',
    'getRealtimeGroups({ searchFor: "group", value: 5 })',
    'getRealtimeGroups({ searchFor: "group", value: "x", condition: "~" })',
    'getRealtimeGroups({ searchFor: "group", value: "x", range: 5 })',
    'getRealtimeGroups({ searchFor: "number_of_users", value: 1, range: "x" })',
    'getRealtimeGroups(null, { ascending: "x" })',
    'getRealtimeGroups(null, { startKey: "zzz" })',
    'getRealtimeUsers({ group, user_id: "" })',
    'getRealtimeUsers({ group, user_id: 5 })',
  ],
};

describe('skapi-js and our SDK answer alike', () => {
  /** @type {Awaited<ReturnType<typeof openWorld>>} */
  let world;
  before(async () => void (world = await openWorld()));
  afterEach(() => world.leave());
  after(() => world?.close());

  /** One connected member by each client, in the group. @param {string} group */
  async function everybody(group) {
    const members = await Promise.all(CLIENTS.map((client) => world.connect(client)));
    for (const member of members) await member.join(group);
    return /** @type {[Member, Member, Member]} */ (members);
  }

  /**
   * How a call ends that is given as program text.
   * @param {Member} member
   * @param {string} call
   * @param {{ group: string, user: string }} names
   */
  function outcome(member, call, names) {
    return member.page.evaluate(
      async ({ call, names: { group, user } }) => {
        const run = new Function('client', 'group', 'user', `return client.${call}`);
        try {
          return { value: await run(/** @type {any} */ (window).client, group, user) };
        } catch (error) {
          const { code, message } = /** @type {any} */ (error);
          return { code, message };
        }
      },
      { call, names },
    );
  }

  /**
   * How a call ends in each client.
   * @param {Member[]} members
   * @param {string} call
   * @param {{ group: string, user: string }} names
   */
  const outcomes = async (members, call, names) =>
    /** @type {[any, any, any]} */ (await Promise.all(members.map((member) => outcome(member, call, names))));

  test('I54: values that JSON has not are posted as the same payload', async () => {
    const group = `values ${randomUUID()}`;
    const members = await everybody(group);
    for (const value of VALUES) {
      const payloads = [];
      for (const sender of members) {
        const before = members[1].events.items.length;
        const answer = await outcome(sender, `postRealtime(${value}, group)`, { group, user: sender.user });
        assert.equal(answer.value?.message, 'Message sent.', `${value} of ${sender.client}`);
        const event = await members[1].events.when(
          (all) => all.slice(before).find(({ type }) => type === 'message'),
          5_000,
          `${value} of ${sender.client}`,
        );
        payloads.push(event.message);
      }
      for (const payload of payloads) assert.deepEqual(payload, payloads[0], value);
    }
  });

  for (const [what, calls] of Object.entries(REFUSED)) {
    test(`I55: ${what} are refused with the same code and message`, async () => {
      const names = { group: `refusals ${randomUUID()}`, user: randomUUID() };
      const members = await everybody(names.group);
      for (const call of calls) {
        const [theirs, ...ours] = await outcomes(members, call, names);
        assert.equal(typeof theirs.code, 'string', `skapi-js refuses ${call}: ${JSON.stringify(theirs)}`);
        for (const answer of ours) assert.deepEqual(answer, theirs, call);
      }
    });
  }

  test('I58: a wrong limit is refused with the same message, and with the code of the published reference', async () => {
    const names = { group: `limits ${randomUUID()}`, user: randomUUID() };
    const members = await everybody(names.group);
    for (const call of [
      'getRealtimeGroups(null, { limit: 1_001 })',
      'getRealtimeGroups(null, { limit: "x" })',
      'getRealtimeUsers({ group }, { limit: 1_001 })',
    ]) {
      const [theirs, ...ours] = await outcomes(members, call, names);
      assert.equal(theirs.code, 'INVALID_PARAMETER', call);
      for (const answer of ours) assert.deepEqual(answer, { ...theirs, code: 'INVALID_REQUEST' }, call);
    }
  });

  test('I56: without a connection posts and joins are refused with the same code and message', async () => {
    const names = { group: 'nowhere', user: randomUUID() };
    const members = await Promise.all(CLIENTS.map((client) => world.enter(client)));
    for (const call of [
      'postRealtime("x", group)',
      'postRealtime("x", user)',
      'joinRealtime({ group })',
      'connectRealtime("x")',
    ]) {
      const [theirs, ...ours] = await outcomes(members, call, names);
      assert.equal(theirs.code, 'INVALID_REQUEST', call);
      for (const answer of ours) assert.deepEqual(answer, theirs, call);
    }
  });

  test('I57: the greatest post and the greatest notification that the clients let through are the same', async () => {
    const names = { group: `greatest ${randomUUID()}`, user: randomUUID() };
    const members = await everybody(names.group);
    for (const member of members) {
      const notified = await outcome(member, 'postRealtime("x", group, { title: "t", body: "b".repeat(3_049) })', names);
      assert.equal(notified.value?.message, 'Message sent.', member.client);
      // The server takes much less. Skapi's clients do not know that; ours of the server's own protocol does.
      const answer = await outcome(member, 'postRealtime("é".repeat(1_048_575), user)', names);
      if (member.client === 'groupwire') assert.equal(answer.message, 'The message is larger than the server takes.');
      else assert.equal(answer.value?.message, 'Message sent.', `${member.client}: ${JSON.stringify(answer)}`);
    }
  });
});
