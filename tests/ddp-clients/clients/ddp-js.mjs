// @ts-check
// ddp.js, and simpleddp-core, which was made of it: objects that send frames and emit those that come.

import { Inbox, within } from '../../support/index.mjs';
import { load, loginsBy, ROOM_MESSAGES, websocketOf } from './client.mjs';

/** @type {import('./client.mjs').Client} */
export const ddpJs = { name: 'ddp.js 2.2.1', dates: '$date', connect: (server, options) => connect(load('ddp.js').default, server, options) };

/** @type {import('./client.mjs').Client} */
export const simpleddpCore = {
  name: 'simpleddp-core 1.0.6',
  dates: 'Date',
  connect: (server, options) => connect(load('simpleddp-core').default, server, options),
};

/**
 * @param {any} DDP the class
 * @param {import('./client.mjs').Address} server
 * @param {object} [options] more options of the client
 * @returns {Promise<import('./client.mjs').Peer>}
 */
async function connect(DDP, server, options) {
  const native = new DDP({ endpoint: websocketOf(server), SocketConstructor: load('ws'), autoReconnect: false, ...options });
  /** @type {Inbox<any>} */
  const frames = new Inbox();
  for (const msg of ['ready', 'nosub', 'result']) native.on(msg, (/** @type {any} */ frame) => frames.push(frame));
  const events = new Inbox();
  native.on('changed', (/** @type {any} */ frame) => frame.collection === ROOM_MESSAGES && events.push(frame));
  const closed = new Promise((resolve) => native.on('disconnected', resolve));
  await within(new Promise((resolve) => native.on('connected', resolve)), undefined, `${DDP.name} to connect`);

  /** @param {string} method @param {any[]} params */
  async function call(method, ...params) {
    const id = native.method(method, params);
    const { error, result } = await frames.first((frame) => frame.msg === 'result' && frame.id === id);
    if (error) throw error;
    return result;
  }

  return {
    native,
    events,
    call,
    ...loginsBy(call),
    async subscribe(rid) {
      const messages = new Inbox();
      const hear = (/** @type {any} */ { collection, fields }) => {
        if (collection === ROOM_MESSAGES && fields.eventName === rid) messages.push(fields.args[0]);
      };
      native.on('changed', hear);
      const id = native.sub(ROOM_MESSAGES, [rid, false]);
      const answer = await frames.first(({ msg, subs, ...nosub }) => (msg === 'ready' ? subs.includes(id) : nosub.id === id));
      if (answer.msg === 'nosub') throw answer.error ?? new Error('refused without a reason');
      return {
        messages,
        stop() {
          native.removeListener('changed', hear);
          native.unsub(id);
          return frames.first((frame) => frame.msg === 'nosub' && frame.id === id);
        },
      };
    },
    async close() {
      native.disconnect();
      await within(closed, undefined, `${DDP.name} to disconnect`);
    },
    closed,
  };
}

/**
 * What the events of a stream bring from now on, to a connection of one of these clients.
 * @param {import('./client.mjs').Peer} peer
 * @param {string} stream
 * @param {string} event
 * @returns {Promise<Inbox<any[]>>} the arguments of each
 */
export async function listen({ native }, stream, event) {
  const heard = new Inbox();
  native.on('changed', (/** @type {any} */ { collection, fields }) => {
    if (collection === stream && fields.eventName === event) heard.push(fields.args);
  });
  const ready = new Promise((resolve) => native.on('ready', ({ subs = [''] }) => subs.includes(id) && resolve(subs)));
  const id = native.sub(stream, [event, false]);
  await within(ready, undefined, `${stream} ${event}`);
  return heard;
}
