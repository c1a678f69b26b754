// @ts-check
// rocketchat-async of PyPI against our server. It has calls of its own for everything, and no general one.

import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, afterEach, before, describe, test } from 'node:test';
import { ddpJs, listen } from './clients/ddp-js.mjs';
import { callback, PythonObject } from './clients/python.mjs';
import { websocketOf } from './clients/client.mjs';
import { DIALECTS, openWorld } from './world.mjs';

for (const dialect of DIALECTS) {
  describe(`rocketchat-async 4.3.0, dialect ${dialect}`, () => {
    /** @type {Awaited<ReturnType<typeof openWorld>>} */
    let world;
    /** @type {Set<PythonObject>} */
    const clients = new Set();
    before(async () => void (world = await openWorld({ dialect })));
    afterEach(async () => {
      await Promise.all([...clients].map((client) => client.end()));
      clients.clear();
      await world.leave();
    });
    after(() => world?.close());

    function client() {
      const made = new PythonObject('async_client.py');
      clients.add(made);
      return made;
    }

    /** A client of alice, and bob, who uses another one, with a room of both. */
    async function room() {
      const alice = client();
      await alice.call('start', websocketOf(world.server), 'alice', 'secret');
      const bob = await world.enter(ddpJs, 'bob');
      const [{ rid }] = await bob.call('createChannel', `room-${randomUUID()}`, ['alice'], false);
      return { alice, bob, rid };
    }

    /** What a callback has been given so far. @param {PythonObject} python @param {string} name */
    const heard = ({ calls }, name) => calls.items.filter((call) => call.callback === name).map(({ args }) => args);

    test('DF24: start logs in by password, and a wrong one is an exception with the reason of the server', async () => {
      const address = websocketOf(world.server);
      await client().call('start', address, 'alice', 'secret');
      await assert.rejects(client().call('start', address, 'alice', 'wrong'), {
        type: 'RuntimeError',
        message: 'User not found or incorrect password',
      });
    });

    test('DF25: resume logs in with the token of another client', async () => {
      const bob = await world.connect(ddpJs);
      const { token } = await bob.logIn('bob', 'hunter2');
      const other = client();
      await other.call('resume', websocketOf(world.server), 'bob', token);
      assert.ok(Array.isArray(await other.call('get_channels')));
    });

    test('DF26: get_channels lists the rooms of the user, with their kinds', async () => {
      const { alice, rid } = await room();
      const channels = await alice.call('get_channels');
      assert.deepEqual(channels.find((/** @type {string[]} */ [id]) => id === rid), [rid, 'c']);
    });

    test('DF27: messages of a room arrive, those of others and its own, until it unsubscribes', async () => {
      const { alice, bob, rid } = await room();
      const subscription = await alice.call('subscribe_to_channel_messages', rid, callback('message'));
      await alice.call('send_message', 'from alice', rid);
      await bob.call('sendMessage', { rid, msg: 'from bob' });
      await alice.calls.first(({ args }) => args[4] === 'from bob');
      assert.deepEqual(
        heard(alice, 'message').map(([room, , , thread, text, kind, unread, repeated]) => [room, thread, text, kind, unread, repeated]),
        ['from alice', 'from bob'].map((text) => [rid, null, text, null, false, false]),
      );
      await alice.call('unsubscribe', subscription);
      await alice.call('get_channels');
      await bob.call('sendMessage', { rid, msg: 'unheard' });
      await alice.call('get_channels');
      assert.equal(heard(alice, 'message').length, 2);
    });

    test('DF28: a reaction makes the message arrive again', async () => {
      const { alice, bob, rid } = await room();
      await alice.call('subscribe_to_channel_messages', rid, callback('message'));
      const { _id } = await bob.call('sendMessage', { rid, msg: 'like me' });
      await alice.called('message');
      await alice.call('send_reaction', _id, ':thumbsup:');
      const again = await alice.calls.first(({ args }) => args[2] === _id && args[7] === true);
      assert.equal(again.args[4], 'like me');
    });

    test('DF29: typing reaches the others in the room', async () => {
      const { alice, bob, rid } = await room();
      const typing = await listen(bob, 'stream-notify-room', `${rid}/user-activity`);
      await alice.call('send_typing_event', rid);
      const [username, activities] = await typing.first(() => true);
      assert.deepEqual([username, activities], ['alice', ['user-typing']]);
    });

    test('DF30: changes of the rooms of the user are told', async () => {
      const { alice, bob } = await room();
      await alice.call('subscribe_to_channel_changes', callback('change'));
      await alice.call('get_channels');
      const [{ rid }] = await bob.call('createChannel', `room-${randomUUID()}`, ['alice'], false);
      await alice.calls.first(({ callback, args }) => callback === 'change' && args[0] === rid && args[1] === 'c');
    });

    test('DF40: of a room that is not for the user nothing comes, and the client is not told why', async () => {
      const { alice, bob } = await room();
      const { rid } = await bob.call('createPrivateGroup', `of-bob-${randomUUID()}`, []);
      assert.ok(await alice.call('subscribe_to_channel_messages', rid, callback('message')));
      await alice.call('get_channels');
      await bob.call('sendMessage', { rid, msg: 'for bob alone' });
      await alice.call('get_channels');
      assert.deepEqual(heard(alice, 'message'), []);
    });

    test('DF41: both rooms of two subscriptions arrive, and the client gives both to the second callback', async () => {
      const { alice, bob, rid } = await room();
      const [{ rid: other }] = await bob.call('createChannel', `room-${randomUUID()}`, ['alice'], false);
      await alice.call('subscribe_to_channel_messages', rid, callback('first'));
      await alice.call('subscribe_to_channel_messages', other, callback('second'));
      await alice.call('get_channels');
      for (const to of [rid, other]) await bob.call('sendMessage', { rid: to, msg: 'hello' });
      await alice.calls.when((calls) => calls.length === 2);
      assert.deepEqual(heard(alice, 'second').map(([room]) => room), [rid, other]);
    });
  });
}
