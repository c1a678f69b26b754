// @ts-check
// ddp, the oldest one for Node: callbacks, and collections with observers.

import { Inbox, within } from '../../support/index.mjs';
import { load, loginsBy, ROOM_MESSAGES } from './client.mjs';

/** @type {import('./client.mjs').Client} */
export const ddp = { name: 'ddp 0.12.1', dates: 'Date', connect };

/**
 * @param {import('./client.mjs').Address} server
 * @param {object} [options] more options of the client
 * @returns {Promise<import('./client.mjs').Peer>}
 */
export async function connect({ base }, options) {
  const DDPClient = load('ddp');
  const { hostname: host, port } = new URL(base);
  const native = new DDPClient({ host, port, ssl: false, autoReconnect: false, ...options });
  const events = new Inbox();
  /** @type {Inbox<string>} the ids of subscriptions that the server has ended */
  const ended = new Inbox();
  native.on('message', (/** @type {string} */ text) => {
    const frame = native.EJSON.parse(text);
    if (frame.msg === 'changed' && frame.collection === ROOM_MESSAGES) events.push(frame);
    if (frame.msg === 'nosub') ended.push(frame.id);
  });
  const closed = new Promise((resolve) => native.once('socket-close', resolve));
  const connected = promised((done) => native.connect((/** @type {any} */ error) => done(error)));
  await within(connected, undefined, 'ddp to connect');

  /** @param {string} method @param {any[]} params */
  const call = (method, ...params) => within(promised((done) => native.call(method, params, done)), undefined, method);
  return {
    native,
    events,
    call,
    ...loginsBy(call),
    async subscribe(rid) {
      const messages = new Inbox();
      const observer = native.observe(ROOM_MESSAGES);
      observer.changed = (/** @type {string} */ _id, /** @type {any} */ _old, /** @type {any} */ _cleared, /** @type {any} */ fields) => {
        if (fields.eventName === rid) messages.push(fields.args[0]);
      };
      let id = '';
      // It tells its observers only of changes to documents that it knows: the server adds one, when asked with `true`.
      const ready = promised((done) => (id = native.subscribe(ROOM_MESSAGES, [rid, true], done)));
      await within(ready, undefined, `the messages of ${rid}`);
      return {
        messages,
        stop() {
          observer.stop();
          native.unsubscribe(id);
          return ended.first((one) => one === id);
        },
      };
    },
    async close() {
      native.close();
      await within(closed, undefined, 'ddp to close');
    },
    closed,
  };
}

/**
 * The promise for what takes a callback.
 * @param {(done: (error: any, result?: any) => void) => void} start
 * @returns {Promise<any>}
 */
function promised(start) {
  return new Promise((resolve, reject) => start((error, result) => (error ? reject(error) : resolve(result))));
}
