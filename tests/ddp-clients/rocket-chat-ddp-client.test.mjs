// @ts-check
// @rocket.chat/ddp-client against our server.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { rocketChatDdpClient } from './clients/rocket-chat-ddp-client.mjs';
import { journey } from './journey.mjs';

journey(rocketChatDdpClient, {
  // It takes an end without an error for a beginning.
  refused: { meteor: 'ready', streamer: 'not-allowed' },
  tests(world, dialect) {
    test('DF37: its REST part uses the login of its DDP part', async () => {
      const alice = await world().connect(rocketChatDdpClient);
      const { id } = await alice.logIn('alice', 'secret');
      const { rest } = alice.native;
      assert.equal((await rest.get('/v1/me'))._id, id);
      const { messages } = await alice.subscribe('GENERAL');
      const { message } = await rest.post('/v1/chat.sendMessage', { message: { rid: 'GENERAL', msg: 'over REST' } });
      const heard = await messages.first(({ _id }) => _id === message._id);
      assert.deepEqual([heard.msg, heard.u._id], ['over REST', id]);
      const { result } = await rest.get('/v1/chat.syncMessages', { roomId: 'GENERAL', lastUpdate: new Date(0).toISOString() });
      assert.ok(result.updated.some((/** @type {any} */ { _id }) => _id === message._id));
    });

    // Like Meteor a refusal looks to it as if the stream were ready, and would prove nothing.
    if (dialect === 'meteor') return;

    test('DF38: the streams of rooms, of the user and of everybody can be subscribed to', async () => {
      const { native } = await world().enter(rocketChatDdpClient, 'alice');
      const { uid } = native.account;
      const streams = [
        ['room-messages', 'GENERAL'],
        ['room-messages', '__my_messages__'],
        ...['user-activity', 'deleteMessage', 'messagesRead'].map((event) => ['notify-room', `GENERAL/${event}`]),
        ...['rooms-changed', 'subscriptions-changed', 'message', 'notification', 'userData', 'force_logout'].map((event) => ['notify-user', `${uid}/${event}`]),
        ...['user-status', 'Users:NameChanged', 'Users:Deleted', 'updateAvatar', 'roles-change', 'permissions-changed'].map((event) => ['notify-logged', event]),
        ...['public-settings-changed', 'public-info'].map((event) => ['notify-all', event]),
        ['roles', 'roles'],
        ['apps', 'apps'],
      ];
      for (const [stream, key] of streams) await native.stream(stream, key, () => {}).ready();
    });
  },
});
