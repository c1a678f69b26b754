// @ts-check
// @rocket.chat/sdk against our server.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { within } from '../support/index.mjs';
import { load } from './clients/client.mjs';
import { logger, rocketChatSdk } from './clients/rocket-chat-sdk.mjs';
import { journey } from './journey.mjs';

journey(rocketChatSdk, {
  // It waits for `ready` alone.
  refused: { meteor: 'nothing', streamer: 'nothing' },
  tests(world) {
    test('DF35: all that it subscribes to at once is accepted, and typing comes', async () => {
      const { native: alice } = await world().enter(rocketChatSdk, 'alice');
      const all = [alice.subscribeNotifyAll(), alice.subscribeLoggedNotify(), alice.subscribeNotifyUser(), alice.subscribeRoom('GENERAL')];
      const subscriptions = (await within(Promise.all(all))).flat();
      assert.equal(new Set(subscriptions.map(({ id }) => id)).size, 6 + 6 + 7 + 3);
      const typing = new Promise((resolve) => alice.onTyping((/** @type {any[]} */ ...args) => resolve(args)));
      const bob = await world().enter(rocketChatSdk, 'bob');
      await bob.call('stream-notify-room', 'GENERAL/typing', 'bob', true);
      assert.deepEqual(await within(typing), ['bob', true]);
    });

    test('DF36: its client for bots sends over REST and hears over DDP', async () => {
      const { Rocketchat } = load('@rocket.chat/sdk');
      const bot = new Rocketchat({ protocol: 'ddp', host: world().server.base, useSsl: false, logger });
      await within(bot.connect({}), undefined, 'the bot to connect');
      try {
        await within(bot.login({ username: 'bob', password: 'hunter2' }), undefined, 'the bot to log in');
        await within(bot.subscribeRoom('GENERAL'), undefined, 'the room');
        const heard = new Promise((resolve) => bot.onMessage(resolve));
        const { _id } = await within(bot.sendMessage('from a bot', 'GENERAL'), undefined, 'the message to be sent');
        const message = await within(heard, undefined, 'the message to come');
        assert.deepEqual([message._id, message.msg, message.u.username], [_id, 'from a bot', 'bob']);
        const { updated } = await within(bot.loadHistory('GENERAL', new Date(0)), undefined, 'the history');
        assert.ok(updated.some((/** @type {any} */ one) => one._id === _id));
      } finally {
        await within(bot.disconnect(), undefined, 'the bot to disconnect');
      }
    });
  },
});
