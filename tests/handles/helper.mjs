// @ts-check
// Clients of the built package in Node, on a real server, through a proxy that can break their connections.

import { after, before } from 'node:test';
import { pathToFileURL } from 'node:url';
import { WebSocket } from 'ws';
import { startProxy } from '../faults/proxy.mjs';
import { Inbox, claims, sdkBundle, signToken, startServer } from '../support/index.mjs';

/** @type {typeof import('../../npm/dist/index.js')} */
export const groupwire = await import(pathToFileURL(sdkBundle).href);

/** @typedef {import('../../npm/dist/index.js').Group} Group */
/** @typedef {import('../../npm/dist/index.js').RealtimeEvent} RealtimeEvent */
/** @typedef {import('../../npm/dist/index.js').RealtimeState} RealtimeState */

const SECRET = 'a secret for the tests of handles, at least 32 bytes long';

/** What all tests of a file share: a server and a proxy in front of it, and their clients, which are closed at the end. */
export function world() {
  /** @type {import('../support/server.mjs').Server} */
  let server;
  /** @type {import('../faults/proxy.mjs').FaultProxy} */
  let proxy;
  /** @type {InstanceType<typeof groupwire.Realtime>[]} */
  const clients = [];
  let count = 0;

  before(async () => {
    // Nothing here is about its limits.
    server = await startServer({ flags: ['--frames-per-second', '0'], env: { GROUPWIRE_HS256_SECRET: SECRET } });
    proxy = await startProxy({ port: Number(new URL(server.base).port) });
  });
  after(async () => {
    await Promise.all(clients.map((client) => client.closeRealtime()));
    await proxy?.close();
    await server?.stop();
  });

  /** The options of a client. @param {string} user */
  const optionsOf = (user) => ({
    url: `ws://${proxy.host}/api`,
    httpUrl: server.httpUrl,
    token: signToken(claims(user), SECRET),
    WebSocket,
    backoff: { min: 10, max: 50 },
  });

  /** A client that is not connected. @param {string} user @param {object} [options] */
  function client(user, options = {}) {
    const made = new groupwire.Realtime({ ...optionsOf(user), ...options });
    clients.push(made);
    return made;
  }

  return {
    get proxy() {
      return proxy;
    },
    get server() {
      return server;
    },
    client,
    optionsOf,
    /** A connected client, with all that its callback was told. @param {string} user @param {object} [options] */
    async member(user, options) {
      const made = client(user, options);
      /** @type {Inbox<RealtimeEvent>} */
      const events = new Inbox();
      await made.connectRealtime((event) => events.push(event));
      return { client: made, events };
    },
    /** A name that no other test uses. @param {string} what */
    unique: (what) => `${what} ${process.pid} ${++count}`,
  };
}

/** All that a handle tells from now on, of one type. @template {keyof import('../../npm/dist/index.js').GroupEvents} Type @param {Group} group @param {Type} type */
export function heard(group, type) {
  /** @type {Inbox<import('../../npm/dist/index.js').GroupEvents[Type]>} */
  const inbox = new Inbox();
  group.on(type, (detail) => inbox.push(detail));
  return inbox;
}

/** What a reader gets, until it ends: the texts of messages, and the code of an error. @param {AsyncIterable<RealtimeEvent>} reader */
export async function read(reader) {
  /** @type {unknown[]} */
  const texts = [];
  try {
    for await (const { message } of reader) texts.push(message);
  } catch (error) {
    texts.push(/** @type {any} */ (error).code);
  }
  return texts;
}
