// @ts-check
// One server with its users, and the foreign clients that are connected to it.

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { addUsers } from '../../scripts/lib/users.mjs';
import { serverBinary, startServer } from '../support/index.mjs';

/** How the server behaves: as Meteor does, or as Rocket.Chat's ddp-streamer. @typedef {'meteor' | 'streamer'} Dialect */

/** @type {readonly Dialect[]} */
export const DIALECTS = ['meteor', 'streamer'];

/** Who can log in. The ids are UUIDs, because skapi-js takes any other recipient for a group. */
const USERS = {
  alice: { name: 'Alice', password: 'secret', id: '3b2a1c0d-0000-4000-8000-00000000a11c' },
  bob: { name: 'Bob', password: 'hunter2', id: '3b2a1c0d-0000-4000-8000-000000000b0b' },
};

/** @typedef {keyof typeof USERS} User */

/** @param {{ dialect?: Dialect, flags?: string[] }} [options] more flags for the server */
export async function openWorld({ dialect = 'meteor', flags = [] } = {}) {
  const folder = await mkdtemp(join(tmpdir(), 'groupwire-ddp-'));
  const server = await startServer({
    flags: ['--users', writeUsers(folder), '--ddp-dialect', dialect, ...flags],
    env: { GROUPWIRE_HS256_SECRET: 'a secret for the tests of foreign clients' },
  });

  /** @type {Set<import('./clients/client.mjs').Peer>} */
  const peers = new Set();

  /** A connection that is not logged in. @param {import('./clients/client.mjs').Client} client */
  async function connect(client) {
    const connected = await client.connect(server);
    /** @type {Promise<void> | undefined} */
    let closing;
    const peer = { ...connected, close: () => (closing ??= connected.close()) };
    peers.add(peer);
    return peer;
  }

  /**
   * A connection of a user.
   * @param {import('./clients/client.mjs').Client} client
   * @param {User} user
   */
  async function enter(client, user) {
    const peer = await connect(client);
    await peer.logIn(user, USERS[user].password);
    return peer;
  }

  return {
    server,
    connect,
    enter,
    /** Closes the connections of one test. */
    async leave() {
      await Promise.all([...peers].map((peer) => peer.close()));
      peers.clear();
    },
    async close() {
      await server.stop();
      await rm(folder, { recursive: true });
    },
  };
}

/**
 * Writes the file of the users, by the server's own command.
 * @param {string} folder
 */
export function writeUsers(folder) {
  const file = join(folder, 'users.toml');
  addUsers(serverBinary(), file, Object.entries(USERS).map(([username, user]) => ({ username, ...user })));
  return file;
}
