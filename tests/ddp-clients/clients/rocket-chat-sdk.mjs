// @ts-check
// @rocket.chat/sdk, the official one for bots: its DDP driver.

import { Inbox, within } from '../../support/index.mjs';
import { load, ROOM_MESSAGES } from './client.mjs';

/** @type {import('./client.mjs').Client} */
export const rocketChatSdk = { name: '@rocket.chat/sdk 1.0.0-alpha.42', dates: 'Date', connect };

const silent = () => {};

/** Keeps what the client says to itself. */
export const logger = { debug: silent, info: silent, warn: silent, warning: silent, error: silent };

/**
 * @param {import('./client.mjs').Address} server
 * @param {object} [options] more options of the client
 * @returns {Promise<import('./client.mjs').Peer>}
 */
async function connect({ base }, options = {}) {
  const { DDPDriver } = load('@rocket.chat/sdk/lib/drivers/ddp');
  const native = new DDPDriver({ host: base, useSsl: false, logger, config: options });
  const events = new Inbox();
  native.ddp.on(ROOM_MESSAGES, (/** @type {any} */ frame) => frame.msg === 'changed' && events.push(frame));
  const closed = new Promise((resolve) => native.ddp.on('close', resolve));
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
      // It never settles where the subscription is refused.
      const ended = closed.then(() => Promise.reject(new Error('closed')));
      const subscribing = Promise.race([native.subscribe(ROOM_MESSAGES, rid, false), ended]);
      const subscription = await within(subscribing, undefined, `the messages of ${rid}`);
      return {
        messages,
        async stop() {
          const nosub = new Promise((resolve) => native.ddp.on('nosub', (/** @type {any} */ { id }) => id === subscription.id && resolve(id)));
          // Its own promise waits for an answer that no server gives.
          void native.unsubscribe(subscription);
          await within(nosub, undefined, 'nosub');
        },
      };
    },
    async close() {
      await native.disconnect();
      await within(closed, undefined, 'sdk to disconnect');
      // After any other close than its own it would connect again.
      for (const timer of ['reopenInterval', 'openTimeout', 'pingTimeout']) clearTimeout(native.ddp[timer]);
    },
    closed,
  };
}
