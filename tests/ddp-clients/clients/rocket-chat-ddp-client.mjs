// @ts-check
// @rocket.chat/ddp-client, the official one in TypeScript.

import { Inbox, within } from '../../support/index.mjs';
import { digestOf, load, provideWebSocket, ROOM_MESSAGES } from './client.mjs';

/** @type {import('./client.mjs').Client} */
export const rocketChatDdpClient = { name: '@rocket.chat/ddp-client 1.1.2', dates: '$date', connect };

/**
 * @param {import('./client.mjs').Address} server
 * @param {object} [options] how often it connects again, and after how long
 * @returns {Promise<import('./client.mjs').Peer>}
 */
async function connect({ base }, options = { retryCount: 0, retryTime: 0 }) {
  provideWebSocket();
  const { DDPSDK } = load('@rocket.chat/ddp-client');
  const native = DDPSDK.create(base, options);
  const events = new Inbox();
  native.client.onCollection(ROOM_MESSAGES, (/** @type {any} */ frame) => frame.msg === 'changed' && events.push(frame));
  await within(native.connection.connect(), undefined, 'ddp-client to connect');
  const closed = new Promise((resolve) => native.connection.ws.addEventListener('close', resolve));

  const loggedIn = () => ({ id: native.account.uid, token: native.account.user.token });
  return {
    native,
    events,
    call: (method, ...params) => within(native.client.callAsync(method, ...params), undefined, method),
    async logIn(username, password) {
      await within(native.account.loginWithPassword(username, digestOf(password)), undefined, 'a login by password');
      return loggedIn();
    },
    async resume(token) {
      await within(native.account.loginWithToken(token), undefined, 'a login by token');
      return loggedIn();
    },
    async subscribe(rid) {
      const messages = new Inbox();
      const subscription = native.stream('room-messages', rid, (/** @type {any} */ message) => messages.push(message));
      await within(subscription.ready(), undefined, `the messages of ${rid}`);
      return {
        messages,
        async stop() {
          const ended = new Promise((resolve) => native.client.ddp.onNoSub(subscription.id, resolve));
          subscription.stop();
          await within(ended, undefined, 'nosub');
        },
      };
    },
    async close() {
      native.connection.close();
      await within(closed, undefined, 'ddp-client to close');
      // It would go on to wait for heartbeats.
      native.timeoutControl.stop();
    },
    closed,
  };
}
