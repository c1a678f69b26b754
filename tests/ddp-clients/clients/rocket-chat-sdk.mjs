// @ts-check
// @rocket.chat/sdk, the official one for bots: its DDP driver.

import { Inbox, within } from '../../support/index.mjs';
import { load, ROOM_MESSAGES } from './client.mjs';

/** @type {import('./client.mjs').Client} */
export const rocketChatSdk = { name: '@rocket.chat/sdk 1.0.0-alpha.42', dates: 'Date', connect };

const silent = () => {};
const logger = { debug: silent, info: silent, warn: silent, warning: silent, error: silent };

/**
 * @param {import('./client.mjs').Address} server
 * @returns {Promise<import('./client.mjs').Peer>}
 */
async function connect({ base }) {
  const { DDPDriver } = load('@rocket.chat/sdk/lib/drivers/ddp');
  const native = new DDPDriver({ host: base, useSsl: false, logger, config: {} });
  const events = new Inbox();
  native.ddp.on(ROOM_MESSAGES, (/** @type {any} */ frame) => frame.msg === 'changed' && events.push(frame));
  await within(native.connect(), undefined, 'sdk to connect');

  return {
    native,
    events,
    call: (method, ...params) => within(native.methodCall(method, ...params), undefined, method),
    logIn: (username, password) => within(native.login({ username, password }), undefined, 'a login by password'),
    resume: (token) => within(native.login({ token }), undefined, 'a login by token'),
    async subscribe(rid) {
      const messages = new Inbox();
      // It gives its listeners the messages of all rooms.
      native.onMessage((/** @type {any} */ message) => message.rid === rid && messages.push(message));
      const subscription = await within(native.subscribe(ROOM_MESSAGES, rid, false), undefined, `the messages of ${rid}`);
      return {
        messages,
        async stop() {
          const ended = new Promise((resolve) => native.ddp.on('nosub', (/** @type {any} */ { id }) => id === subscription.id && resolve(id)));
          // Its own promise waits for an answer that no server gives.
          void native.unsubscribe(subscription);
          await within(ended, undefined, 'nosub');
        },
      };
    },
    async close() {
      if (native.connected) await within(native.disconnect(), undefined, 'sdk to disconnect');
      for (const timer of ['reopenInterval', 'openTimeout', 'pingTimeout']) clearTimeout(native.ddp[timer]);
    },
  };
}
