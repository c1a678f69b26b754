// @ts-check
// What the foreign clients have in common. Each has a module beside this one that drives it by its
// own documented calls; nothing of a client is changed.

import { createHash } from 'node:crypto';
import { createRequire } from 'node:module';

/**
 * A foreign client.
 * @typedef {object} Client
 * @property {string} name its package and version
 * @property {'Date' | '$date'} dates what it makes of dates: of the time of a message, for one
 * @property {(server: Address, options?: object) => Promise<Peer>} connect opens a connection, which is not logged in and does
 *   not come back by itself unless `options`, which are the client's own, say otherwise
 */

/**
 * One connection of a foreign client: what all of them can do.
 * @typedef {object} Peer
 * @property {any} native the client's own object
 * @property {import('../../support/index.mjs').Inbox<StreamEvent>} events
 *   the events of `stream-room-messages` that reach the client, whoever still listens
 * @property {(username: string, password: string) => Promise<LogIn>} logIn
 * @property {(token: string) => Promise<LogIn>} resume logs in with the token of an earlier login
 * @property {(method: string, ...params: any[]) => Promise<any>} call rejects with the server's error
 * @property {(rid: string) => Promise<Subscription>} subscribe to the messages of a room
 * @property {() => Promise<void>} close
 * @property {Promise<unknown>} closed the end of the connection, whoever closes it
 */

/**
 * @typedef {object} LogIn
 * @property {string} id the user's
 * @property {string} token
 */

/**
 * @typedef {object} Subscription
 * @property {import('../../support/index.mjs').Inbox<any>} messages what the client's own listener has been given
 * @property {any} [native] the client's own object, where there is one
 * @property {() => Promise<unknown>} stop
 */

/**
 * @typedef {object} StreamEvent
 * @property {string} collection
 * @property {{ eventName: string, args: any[] }} fields
 */

/** @typedef {{ base: string }} Address where the server is: `http://127.0.0.1:PORT` */

export const ROOM_MESSAGES = 'stream-room-messages';

const require = createRequire(import.meta.url);

/**
 * A package of a client. Few have types, and none of those are of use here.
 * @param {string} name
 * @returns {any}
 */
export const load = (name) => require(name);

/** Gives clients that were made for browsers the global that they look for, which Node 20 has not. */
export function provideWebSocket() {
  globalThis.WebSocket ??= load('ws');
}

/** Where DDP is spoken. @param {Address} server */
export const websocketOf = ({ base }) => `${base.replace('http', 'ws')}/websocket`;

/**
 * The digest in place of a password, for clients that leave it to the caller.
 * @param {string} password
 */
export const digestOf = (password) => createHash('sha256').update(password).digest('hex');

/**
 * The logins of a client that has no calls of its own for them.
 * @param {Peer['call']} call
 * @returns {Pick<Peer, 'logIn' | 'resume'>}
 */
export const loginsBy = (call) => ({
  logIn: (username, password) => call('login', { user: { username }, password: { digest: digestOf(password), algorithm: 'sha-256' } }),
  resume: (token) => call('login', { resume: token }),
});
