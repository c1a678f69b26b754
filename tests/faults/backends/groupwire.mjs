// @ts-check
// The real server, which can be killed and started again at the same address.

import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import WebSocket from 'ws';
import { SERVICE, tokensOf } from '../../interop/world.mjs';
import { Inbox, startServer, within } from '../../support/index.mjs';

/** @typedef {import('./index.mjs').Backend} Backend */
/** @typedef {import('./index.mjs').Witness} Witness */

/** The groups of all scenarios. */
const ROOMS = ['lobby', 'garden', ...Array.from({ length: 8 }, (_, i) => `group ${i}`)];

/** The scenarios are about faults, not about limits. */
const FLAGS = ['--service', SERVICE, '--frames-per-second', '0', '--connections-per-user', '0', '--ddp-rate', '0'];

/**
 * The same for clients that speak of Rocket.Chat's rooms: what they post comes to others as text.
 * @param {import('./index.mjs').Setting} setting
 * @returns {Promise<Backend>}
 */
export async function startRocketChat(setting) {
  const backend = await startGroupwire(setting);
  // Rooms are there before their users come.
  let keeper = await backend.witness(...ROOMS);
  return {
    ...backend,
    path: '/websocket',
    async start(options) {
      await backend.start(options);
      keeper.close();
      keeper = await backend.witness(...ROOMS);
    },
    async stop() {
      keeper.close();
      await backend.stop();
    },
    async witness(...groups) {
      const witness = await backend.witness(...groups);
      const { heard } = witness;
      const push = heard.push.bind(heard);
      heard.push = ({ group, message }) => push({ group, message: typeof message === 'string' && message.startsWith('{') ? JSON.parse(message) : message });
      return witness;
    },
  };
}

/**
 * @param {import('./index.mjs').Setting} setting
 * @returns {Promise<Backend>}
 */
export async function startGroupwire({ heartbeat, secret, history }) {
  // A connection is silent for one heartbeat, is asked then, and may take one more to answer.
  const flags = [...FLAGS, '--ping-interval', `${heartbeat}ms`, '--idle-timeout', `${2 * heartbeat}ms`, '--ddp-heartbeat', `${heartbeat}ms`];
  if (history !== undefined) flags.push('--history-count', String(history));
  const launch = (/** @type {string} */ listen) => startServer({ flags, listen, env: { GROUPWIRE_HS256_SECRET: secret } });
  let server = await launch('127.0.0.1:0');
  const address = new URL(server.base);

  return {
    port: Number(address.port),
    path: '/api',
    http: server.httpUrl,
    tokens: (user, lifetime) => tokensOf(user, secret, lifetime),
    async kill() {
      process.kill(server.pid, 'SIGKILL');
      await server.stop();
    },
    pause: () => void process.kill(server.pid, 'SIGSTOP'),
    resume: () => void process.kill(server.pid, 'SIGCONT'),
    async start(options = {}) {
      secret = options.secret ?? secret;
      server = await launch(address.host);
    },
    stop: () => server.stop().then(() => {}),
    witness: (...groups) => openWitness(server.wsUrl, tokensOf(randomUUID(), secret).accessToken, groups),
  };
}

/**
 * A member by plain Skapi frames, whose connection is in one group: it has one for each.
 * @param {string} url
 * @param {string} token
 * @param {string[]} groups
 * @returns {Promise<Witness>}
 */
async function openWitness(url, token, groups) {
  /** @type {Witness['heard']} */
  const heard = new Inbox();
  /** @type {Inbox<unknown>} */
  const copies = new Inbox();
  const sockets = new Map(await Promise.all(groups.map(async (group) => /** @type {const} */ ([group, await join(group)]))));

  /** @param {string} group */
  async function join(group) {
    const socket = new WebSocket(`${url}?token=${token}`);
    const joined = new Promise((resolve) => {
      socket.on('message', (data) => {
        const frame = JSON.parse(String(data));
        if ('#notice' in frame) resolve(undefined);
        if ('#message' in frame) heard.push({ group, message: frame['#message'] });
        // The copy of a private post for its sender, who is not there for any other.
        if ('#private' in frame) copies.push(frame['#private']);
      });
    });
    // The end of the server, which a scenario may want, is no error here.
    socket.on('error', () => {});
    await within(once(socket, 'open'), undefined, 'the witness to connect');
    socket.send(JSON.stringify({ action: 'joinRoom', rid: group, token }));
    await within(joined, undefined, `the witness to be in ${group}`);
    return socket;
  }

  return {
    heard,
    async post(message, group) {
      const text = JSON.stringify(message);
      const before = heard.items.length;
      sockets.get(group)?.send(JSON.stringify({ action: 'broadcast', rid: group, content: message, token }));
      // The server has taken it when its echo is here.
      await heard.when(
        (all) => all.slice(before).find((post) => post.group === group && JSON.stringify(post.message) === text),
        undefined,
        'the echo of a post of the witness',
      );
    },
    async whisper(message, user) {
      const before = copies.items.length;
      const [socket] = sockets.values();
      socket?.send(JSON.stringify({ action: 'sendMessage', uid: user, content: message, token }));
      await copies.when((all) => all.length > before, undefined, 'the copy of a private post of the witness');
    },
    close() {
      for (const socket of sockets.values()) socket.terminate();
    },
  };
}
