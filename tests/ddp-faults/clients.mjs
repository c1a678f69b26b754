// @ts-check
// The clients that are put to the scenarios, and what the scenarios ask of them beside what all of them are driven by.

import { ddpJs } from '../ddp-clients/clients/ddp-js.mjs';
import { rocketChatDdpClient } from '../ddp-clients/clients/rocket-chat-ddp-client.mjs';
import { rocketChatSdk } from '../ddp-clients/clients/rocket-chat-sdk.mjs';
import { simpleddp } from '../ddp-clients/clients/simpleddp.mjs';
import { groupwire } from './groupwire.mjs';

/** How patient a client is to be with a call, where that can be set, in milliseconds. */
const CALL_DEADLINE = 3_000;

/**
 * How a client is set up. Without `soon` it comes back after its own delays, and no more often than it does by itself.
 * @typedef {object} Tempo
 * @property {boolean} soon
 * @property {number} [heartbeat] silence after which it asks whether the connection lives, in milliseconds; its own otherwise
 */

/**
 * @typedef {object} Entrant
 * @property {import('../ddp-clients/clients/client.mjs').Client} client
 * @property {string} about how it is set up, in one sentence
 * @property {(tempo: Tempo) => object | undefined} options of the client itself
 * @property {(native: any, heartbeat: number) => void} [setHeartbeat] for those that have no option for it
 * @property {(native: any, name: string) => Promise<unknown>} publication subscribes to a publication that is no stream
 * @property {(peer: import('../ddp-clients/clients/client.mjs').Peer, subscription: any) => Promise<unknown>} ended until the client
 *   tells that the server has ended a subscription
 * @property {(native: any) => string | null} [user] who is logged in, by what the client says; without it the client has no logins
 */

/** What never comes. @returns {Promise<never>} */
const never = () => new Promise(() => {});

/** @type {readonly Entrant[]} */
export const entrants = [
  {
    client: groupwire,
    about: '`RocketChat` of `groupwire/rocketchat` as published, with `backoff`, `sendTimeout` and `heartbeat` shortened',
    options: ({ soon, heartbeat }) => ({
      sendTimeout: CALL_DEADLINE,
      ...(soon && { backoff: { min: 50, max: 500 } }),
      ...(heartbeat && { heartbeat, heartbeatTimeout: heartbeat }),
    }),
    publication: (native, name) => native.publication(name).ready,
    ended: (_, { over }) => over,
    user: (native) => native.user?.id ?? null,
  },
  {
    client: rocketChatDdpClient,
    about: '`DDPSDK` 1.1.2, with 50 attempts to connect again, as its caller can ask for, but for DX30',
    options: ({ soon }) => (soon ? { retryCount: 50, retryTime: 50 } : { retryCount: 1, retryTime: 100 }),
    setHeartbeat: ({ timeoutControl }, heartbeat) => {
      Object.assign(timeoutControl, { heartbeat, timeout: 2 * heartbeat });
      timeoutControl.reset();
    },
    publication: (native, name) => native.client.subscribe(name).ready(),
    ended: ({ native }) => new Promise((resolve) => [...native.client.subscriptions.values()].at(-1).onChange(resolve)),
    user: ({ account }) => account.uid ?? null,
  },
  {
    client: rocketChatSdk,
    about: 'the DDP driver of 1.0.0-alpha.42, with `reopen` shortened',
    options: ({ soon }) => (soon ? { reopen: 300 } : undefined),
    setHeartbeat: ({ ddp }, heartbeat) => {
      ddp.config.ping = heartbeat;
      ddp.ping();
    },
    publication: (native, name) => native.subscribe(name, '', false),
    ended: never,
    user: ({ ddp, userId }) => (ddp.loggedIn ? userId : null),
  },
  {
    client: simpleddp,
    about: 'version 2.2.4, with `reconnectInterval` shortened, and `maxTimeout`; it leaves logins to the page',
    options: ({ soon }) => ({ autoReconnect: true, maxTimeout: CALL_DEADLINE, ...(soon && { reconnectInterval: 300 }) }),
    publication: (native, name) => native.subscribe(name).ready(),
    ended: ({ native }) => new Promise((resolve) => native.on('nosub', resolve)),
  },
  {
    client: ddpJs,
    about: 'version 2.2.1, with `reconnectInterval` shortened; it leaves logins, subscriptions and promises to the page',
    options: ({ soon }) => ({ autoReconnect: true, ...(soon && { reconnectInterval: 300 }) }),
    publication: (native, name) =>
      new Promise((resolve, reject) => {
        native.on('ready', resolve);
        native.on('nosub', (/** @type {any} */ { error }) => reject(error ?? new Error('refused without a reason')));
        native.sub(name, []);
      }),
    ended: ({ native }) => new Promise((resolve) => native.on('nosub', resolve)),
  },
];

/** @param {string} name of the client */
export const entrant = (name) => {
  const found = entrants.find(({ client }) => client.name === name);
  if (!found) throw new Error(`there is no client '${name}'`);
  return found;
};
