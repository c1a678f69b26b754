// @ts-check
// python-ddp: threads and callbacks.

import { randomUUID } from 'node:crypto';
import { Inbox, within } from '../../support/index.mjs';
import { loginsBy, ROOM_MESSAGES, websocketOf } from './client.mjs';
import { callback, PythonObject } from './python.mjs';

/** A `datetime` is reported as JSON, which has none. @type {import('./client.mjs').Client} */
export const pythonDdp = { name: 'python-ddp 0.1.5', dates: '$date', connect };

/**
 * @param {import('./client.mjs').Address} server
 * @returns {Promise<import('./client.mjs').Peer>}
 */
async function connect(server) {
  /** @type {Inbox<import('./client.mjs').StreamEvent>} */
  const events = new Inbox();
  /** @type {Set<(event: import('./client.mjs').StreamEvent) => void>} */
  const listeners = new Set();
  let tellClosed = () => {};
  const closed = new Promise((resolve) => (tellClosed = () => resolve(undefined)));
  const native = new PythonObject('ddp_client.py', {
    args: [websocketOf(server)],
    hear(name, [collection, , fields]) {
      if (name === 'socket_closed') tellClosed();
      if (name !== 'changed' || collection !== ROOM_MESSAGES) return;
      events.push({ collection, fields });
      for (const listener of listeners) listener({ collection, fields });
    },
  });
  await native.call('connect');
  await native.called('connected');

  /**
   * Calls a method that takes a callback of an error and a result.
   * @param {string} method
   * @param {any[]} args
   */
  async function ask(method, ...args) {
    const name = randomUUID();
    const returned = await native.call(method, ...args, callback(name));
    const [error, result] = await native.called(name);
    if (error) throw error;
    return { returned, result };
  }

  /** @param {string} method @param {any[]} params */
  const call = async (method, ...params) => (await ask('call', method, params)).result;

  return {
    native,
    events,
    call,
    ...loginsBy(call),
    async subscribe(rid) {
      const messages = new Inbox();
      const hear = (/** @type {import('./client.mjs').StreamEvent} */ { fields }) => {
        if (fields.eventName === rid) messages.push(fields.args[0]);
      };
      listeners.add(hear);
      const { returned: id } = await ask('subscribe', ROOM_MESSAGES, [rid, false]);
      return {
        messages,
        async stop() {
          listeners.delete(hear);
          await native.call('unsubscribe', id);
          // It keeps to itself that the server has done so, which answers a call after it.
          await call('rooms/get');
        },
      };
    },
    async close() {
      await native.call('close');
      await within(closed, undefined, 'python-ddp to close');
      await native.end();
    },
    closed,
  };
}
