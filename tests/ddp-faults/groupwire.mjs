// @ts-check
// Our client, driven as the foreign ones are.

import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { WebSocket } from 'ws';
import { ROOM_MESSAGES, websocketOf } from '../ddp-clients/clients/client.mjs';
import { Inbox, npmDir } from '../support/index.mjs';

/** @type {import('../ddp-clients/clients/client.mjs').Client} */
export const groupwire = { name: 'groupwire', dates: 'Date', connect };

/**
 * @param {import('../ddp-clients/clients/client.mjs').Address} server
 * @param {object} [options] more options of the client
 * @returns {Promise<import('../ddp-clients/clients/client.mjs').Peer>}
 */
async function connect(server, options) {
  /** @type {typeof import('../../npm/dist/rocketchat/index.js')} */
  const { RocketChat } = await import(pathToFileURL(join(npmDir, 'dist/rocketchat.js')).href);
  const native = new RocketChat({ url: websocketOf(server), restUrl: server.base, WebSocket, ...options });
  const events = new Inbox();
  native.on('frame', (frame) => frame.msg === 'changed' && frame.collection === ROOM_MESSAGES && events.push(/** @type {any} */ (frame)));
  const closed = new Promise((resolve) => native.on('statechange', ({ name }) => /waiting|closed/.test(name) && resolve(name)));
  await native.connect();

  /** @param {import('../../npm/dist/rocketchat/index.js').Login} login */
  const logIn = async (login) => {
    const { userId: id, token } = await native.login(login);
    return { id, token };
  };
  return {
    native,
    events,
    call: (method, ...params) => native.call(method, ...params),
    logIn: (user, password) => logIn({ user, password }),
    resume: (token) => logIn({ resume: token }),
    async subscribe(rid) {
      const messages = new Inbox();
      const subscription = native.subscribe('room-messages', rid, (message) => messages.push(message));
      await subscription.ready;
      return { messages, native: subscription, stop: async () => subscription.stop() };
    },
    close: () => native.close(),
    closed,
  };
}
