// @ts-check
// One client in a process of its own, in which it may fail as it likes. It does what it is told, and tells what came of it:
//   node program.mjs <name of the client>

import { WebSocket } from 'ws';
import { DeadlineError } from '../support/index.mjs';
import { entrant } from './clients.mjs';

/**
 * What the process is told to do, and under which number it answers.
 * @typedef {{ id: number, name: string, args: any[] }} Order
 */

/**
 * What the process tells: the answer to an order, a message that a listener was called with, or a rejection that nobody handled.
 * @typedef {{ id: number, value?: any, error?: Failure, pending?: boolean } | { heard: number, msg: string } | { unhandled: string }} Report
 */

/** What is left of an error between processes. @typedef {{ message: string, error?: string | number, settled?: string, server: boolean }} Failure */

/** As in browsers, where an error that nobody listens to harms nobody. */
class PageWebSocket extends WebSocket {
  /** @param {ConstructorParameters<typeof WebSocket>} args */
  constructor(...args) {
    super(...args);
    this.on('error', () => {});
  }
}
globalThis.WebSocket = /** @type {any} */ (PageWebSocket);

const { client, options, setHeartbeat, publication, ended, user } = entrant(process.argv[2] ?? '');
/** @type {import('../ddp-clients/clients/client.mjs').Peer} */
let peer;
/** @type {import('../ddp-clients/clients/client.mjs').Subscription[]} */
const subscriptions = [];

/** @type {Record<string, (...args: any[]) => any>} */
const orders = {
  async connect(base, tempo) {
    peer = await client.connect({ base }, options(tempo));
    if (tempo.heartbeat) setHeartbeat?.(peer.native, tempo.heartbeat);
  },
  logIn: (username, password) => peer.logIn(username, password),
  call: (method, ...params) => peer.call(method, ...params),
  lost: () => peer.closed.then(() => undefined),
  /** Gives the number under which its messages are told. */
  async subscribe(rid) {
    const subscription = await peer.subscribe(rid);
    const number = subscriptions.push(subscription) - 1;
    const { messages } = subscription;
    const tell = (/** @type {any} */ { msg }) => report({ heard: number, msg });
    messages.items.forEach(tell);
    messages.push = tell;
    return number;
  },
  stop: async (number) => void (await subscriptions[number]?.stop()),
  publication: async (name) => void (await publication(peer.native, name)),
  ended: async (number) => void (await ended(peer, subscriptions[number]?.native)),
  /** Answered when what was begun before has settled, where that takes no answer of the server. */
  idle: () => new Promise((resolve) => setImmediate(resolve, undefined)),
  user: () => user?.(peer.native) ?? null,
};

process.on('unhandledRejection', (error) => report({ unhandled: failure(error).message }));
process.on('message', async (/** @type {Order} */ { id, name, args }) => {
  try {
    report({ id, value: await orders[name]?.(...args) });
  } catch (error) {
    // The drivers give up what takes too long; the client has said nothing.
    report(error instanceof DeadlineError ? { id, pending: true } : { id, error: failure(error) });
  }
});

/** @param {Report} what */
function report(what) {
  process.send?.(what);
}

/** @param {any} error @returns {Failure} */
function failure(error) {
  const { message = String(error), reason, error: code, code: name, settled, errorType, cause } = error ?? {};
  const server = errorType === 'Meteor.Error' || cause?.errorType === 'Meteor.Error';
  return { message: reason ?? message, error: code ?? name, settled, server };
}
