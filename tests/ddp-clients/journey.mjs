// @ts-check
// What every foreign client is put through, in both dialects of the server.

import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, afterEach, before, describe, test } from 'node:test';
import { within } from '../support/index.mjs';
import { ddpJs, listen } from './clients/ddp-js.mjs';
import { DIALECTS, openWorld } from './world.mjs';

/** A text that nothing on its way may change. */
const TEXT = 'Grüße, 世界 🎉 "quoted" \\ {"$date":1} \u2028 100% %7B';

/**
 * How a client reports that a subscription was refused: the error's code, or that it was refused
 * without one; some take it for ready, and some never tell.
 * @typedef {string | 'no reason' | 'ready' | 'nothing'} Refusal
 */

/** @typedef {Awaited<ReturnType<typeof openWorld>>} World */

/**
 * @param {import('./clients/client.mjs').Client} client
 * @param {object} [more]
 * @param {Record<import('./world.mjs').Dialect, Refusal>} [more.refused] unless its own test says it
 * @param {(world: () => World, dialect: import('./world.mjs').Dialect) => void} [more.tests] tests of this client alone
 */
export function journey(client, { refused, tests } = {}) {
  for (const dialect of DIALECTS) {
    describe(`${client.name}, dialect ${dialect}`, () => {
      /** @type {World} */
      let world;
      before(async () => void (world = await openWorld({ dialect })));
      afterEach(() => world.leave());
      after(() => world?.close());

      /** A new room of two users, each with this client. */
      async function room() {
        const alice = await world.enter(client, 'alice');
        const bob = await world.enter(client, 'bob');
        const [{ rid }] = await alice.call('createChannel', `room-${randomUUID()}`, ['bob'], false);
        return { alice, bob, rid };
      }

      test('DF1: a login by password gives the user id and a token, with which one can log in elsewhere', async () => {
        const alice = await world.connect(client);
        const { id, token } = await alice.logIn('alice', 'secret');
        assert.match(id, /\S/);
        const again = await world.connect(client);
        assert.equal((await again.resume(token)).id, id);
        const bob = await world.connect(client);
        assert.notEqual((await bob.logIn('bob', 'hunter2')).id, id);
      });

      test('DF2: a wrong password and a wrong token are refused with 403, and the connection stays', async () => {
        const alice = await world.connect(client);
        const refusal = { error: 403, reason: 'User not found or incorrect password', errorType: 'Meteor.Error' };
        await assert.rejects(alice.logIn('alice', 'wrong'), refusal);
        await assert.rejects(alice.logIn('nobody', 'secret'), refusal);
        await assert.rejects(alice.resume('no token'), { error: 403, errorType: 'Meteor.Error' });
        await alice.logIn('alice', 'secret');
      });

      test('DF3: what a user sends comes back to the sender, and is the result of the call', async () => {
        const { alice, rid } = await room();
        const { messages } = await alice.subscribe(rid);
        const _id = randomUUID().slice(0, 17);
        const sent = await alice.call('sendMessage', { _id, rid, msg: TEXT });
        const heard = await messages.first((message) => message._id === _id);
        assert.equal(heard.msg, TEXT);
        assert.equal(heard.rid, rid);
        assert.deepEqual([heard.u.username, heard.u.name], ['alice', 'Alice']);
        for (const moment of [heard.ts, heard._updatedAt]) assert.ok(Math.abs(timeOf(moment) - Date.now()) < 60_000);
        if (client.dates === 'Date') assert.ok(heard.ts instanceof Date);
        assert.deepEqual([sent._id, sent.msg, timeOf(sent.ts)], [_id, TEXT, timeOf(heard.ts)]);
      });

      test('DF4: what another user sends arrives, once and in order', async () => {
        const { alice, bob, rid } = await room();
        const { messages } = await alice.subscribe(rid);
        for (const msg of ['one', 'two', 'three']) await bob.call('sendMessage', { rid, msg });
        await messages.first(({ msg }) => msg === 'three');
        assert.deepEqual(messages.items.map(({ msg, u }) => [msg, u.username]), [['one', 'bob'], ['two', 'bob'], ['three', 'bob']]);
      });

      test('DF5: messages of two rooms are kept apart', async () => {
        const { alice, bob, rid } = await room();
        const [{ rid: other }] = await bob.call('createChannel', `room-${randomUUID()}`, ['alice'], false);
        const [here, there] = [await alice.subscribe(rid), await alice.subscribe(other)];
        await bob.call('sendMessage', { rid, msg: 'here' });
        await bob.call('sendMessage', { rid: other, msg: 'there' });
        await there.messages.first(({ msg }) => msg === 'there');
        await here.messages.first(({ msg }) => msg === 'here');
        assert.deepEqual([here.messages.items.length, there.messages.items.length], [1, 1]);
      });

      test('DF6: after unsubscribing nothing of the room comes to the client any more', async () => {
        const { alice, bob, rid } = await room();
        const { messages, stop } = await alice.subscribe(rid);
        await bob.call('sendMessage', { rid, msg: 'before' });
        await messages.first(({ msg }) => msg === 'before');
        await stop();
        await bob.call('sendMessage', { rid, msg: 'after' });
        await answered(alice);
        assert.deepEqual(alice.events.items.map(({ fields }) => fields.args[0].msg), ['before']);
      });

      test('DF7: a method that there is not is refused with 404', async () => {
        const alice = await world.enter(client, 'alice');
        const refusal = { error: 404, reason: "Method 'no/such' not found", errorType: 'Meteor.Error' };
        await assert.rejects(alice.call('no/such'), refusal);
      });

      test('DF8: who is not logged in cannot send', async () => {
        const { rid } = await room();
        const stranger = await world.connect(client);
        await assert.rejects(stranger.call('sendMessage', { rid, msg: 'hello' }), { errorType: 'Meteor.Error' });
      });

      if (refused) {
        test(`DF9: a room that is not for the user is refused: the client reports ${refused[dialect]}`, async () => {
          const alice = await world.enter(client, 'alice');
          const told = alice.subscribe(await roomOfBob(world)).then(
            () => 'ready',
            (error) => error?.error ?? 'no reason',
          );
          const nothing = answered(alice).then(() => 'nothing');
          const [report] = await Promise.all([Promise.race([told, nothing]), nothing]);
          assert.equal(report, refused[dialect]);
        });
      }

      if (dialect === 'meteor') {
        test('DF10: after logout nothing more comes, and the connection stays', async () => {
          const { alice, bob, rid } = await room();
          await alice.subscribe(rid);
          await alice.call('logout');
          await bob.call('sendMessage', { rid, msg: 'unheard' });
          await answered(alice);
          assert.deepEqual(alice.events.items, []);
        });
      } else {
        test('DF11: logout is answered, and then the server closes the connection, which the client sees', async () => {
          const alice = await world.enter(client, 'alice');
          await alice.call('logout');
          await within(alice.closed, undefined, 'the end of the connection');
        });
      }

      test('DF13: when the client closes, the others are told that its user is offline', async () => {
        const statuses = await listen(await world.enter(ddpJs, 'bob'), 'stream-notify-logged', 'user-status');
        const alice = await world.connect(client);
        const { id } = await alice.logIn('alice', 'secret');
        await statuses.first(([[user, , status]]) => user === id && status === 1);
        await alice.close();
        await statuses.first(([[user, , status]]) => user === id && status === 0);
      });

      tests?.(() => world, dialect);
    });
  }
}

/** A private room that alice is not in. @param {World} world */
export async function roomOfBob(world) {
  const { rid } = await (await world.enter(ddpJs, 'bob')).call('createPrivateGroup', `of-bob-${randomUUID()}`, []);
  return /** @type {string} */ (rid);
}

/**
 * Waits until all that the server has sent before has arrived and been heard: a call is answered
 * after it.
 * @param {import('./clients/client.mjs').Peer} peer
 */
export async function answered(peer) {
  await assert.rejects(peer.call('no/such'), { error: 404 });
  await new Promise((resolve) => setImmediate(resolve));
}

/** The milliseconds of a date, as clients give it. @param {any} date */
const timeOf = (date) => (date instanceof Date ? date.getTime() : date.$date);
