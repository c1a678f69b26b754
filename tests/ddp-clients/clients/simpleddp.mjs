// @ts-check
// simpleddp, which has promises and collections over simpleddp-core.

import { Inbox, within } from '../../support/index.mjs';
import { load, loginsBy, ROOM_MESSAGES, websocketOf } from './client.mjs';

/** @type {import('./client.mjs').Client} */
export const simpleddp = { name: 'simpleddp 2.2.4', dates: 'Date', connect };

/**
 * @param {import('./client.mjs').Address} server
 * @param {object} [options] more options of the client
 * @returns {Promise<import('./client.mjs').Peer>}
 */
async function connect(server, options) {
  const SimpleDDP = load('simpleddp');
  const native = new SimpleDDP({ endpoint: websocketOf(server), SocketConstructor: load('ws'), autoReconnect: false, ...options });
  const events = new Inbox();
  native.on('changed', (/** @type {any} */ frame) => frame.collection === ROOM_MESSAGES && events.push(frame));
  const closed = new Promise((resolve) => native.on('disconnected', resolve));
  await within(native.connect(), undefined, 'simpleddp to connect');

  /** @param {string} method @param {any[]} params */
  const call = (method, ...params) => within(native.call(method, ...params), undefined, method);
  return {
    native,
    events,
    call,
    ...loginsBy(call),
    async subscribe(rid) {
      const messages = new Inbox();
      const listener = native.on('changed', (/** @type {any} */ { collection, fields }) => {
        if (collection === ROOM_MESSAGES && fields.eventName === rid) messages.push(fields.args[0]);
      });
      const subscription = native.subscribe(ROOM_MESSAGES, rid, false);
      await within(subscription.ready(), undefined, `the messages of ${rid}`);
      return {
        messages,
        async stop() {
          listener.stop();
          await within(subscription.stop(), undefined, 'nosub');
          // One that is only stopped is in the way of the next one to the same.
          subscription.remove();
        },
      };
    },
    async close() {
      await native.disconnect();
      await within(closed, undefined, 'simpleddp to disconnect');
    },
    closed,
  };
}
