// @ts-check
// A TCP proxy on loopback that breaks connections on demand, in the ways in which networks,
// servers and intermediaries break them. It knows nothing of what it carries, but for the
// answer to a request that it gives instead of the server.

import { once } from 'node:events';
import { connect, createServer } from 'node:net';
import { Inbox } from '../support/index.mjs';
import { Lane } from './lane.mjs';

/**
 * What becomes of a connection that a client opens:
 * - `pass`: it reaches the server, where that listens, and is reset otherwise
 * - `reset`: it is reset as soon as it is accepted
 * - `silent`: it is accepted, and then nothing happens
 * - `{ status }`: the first request on it gets this HTTP answer, and the connection ends
 * @typedef {'pass' | 'reset' | 'silent' | { status: number }} Treatment
 */

/** @typedef {import('./lane.mjs').Conditions} Conditions */

/**
 * The conditions of both directions: `up` to the server, `down` to the client.
 * @typedef {{ up?: Conditions, down?: Conditions }} Weather
 */

/** One connection through the proxy. */
export class Link {
  /** Whether it has been established up to the server, is open, and reaches both ends as far as anybody knows. */
  open = true;

  /**
   * @param {import('node:net').Socket} client
   * @param {import('node:net').Socket} server
   * @param {{ random: () => number, closed: () => void }} owner
   */
  constructor(client, server, { random, closed }) {
    this.client = client;
    this.server = server;
    const reset = () => this.kill();
    this.up = new Lane(client, server, { reset, random });
    this.down = new Lane(server, client, { reset, random });
    /** @type {Weather} */
    this.weather = {};
    for (const [socket, way] of /** @type {const} */ ([[client, 'up'], [server, 'down']])) {
      // What an error means for the connection, `close` tells too.
      socket.on('error', () => {});
      socket.once('close', (failed) => {
        // An end that is black-holed vanishes without a word to the other one.
        if (failed && !this.weather[way]?.lost) this.kill();
        if (client.destroyed && server.destroyed) this.#finish(closed);
      });
    }
  }

  /** Puts both directions under these conditions. @param {Weather} weather */
  set(weather) {
    this.weather = weather;
    this.up.set(weather.up ?? {});
    this.down.set(weather.down ?? {});
  }

  /** Resets both ends (RST). */
  kill() {
    this.up.stop();
    this.down.stop();
    for (const socket of [this.client, this.server]) if (!socket.destroyed) socket.resetAndDestroy();
  }

  /** Ends both ends in good order (FIN), without a closing handshake of the protocol on top. */
  end() {
    this.up.stop();
    this.down.stop();
    for (const socket of [this.client, this.server]) {
      socket.end();
      // Whatever still comes is nobody's any more; without a reader the end would not be seen.
      socket.removeAllListeners('data').resume();
    }
  }

  /** @param {() => void} closed */
  #finish(closed) {
    if (!this.open) return;
    this.open = false;
    this.up.stop();
    this.down.stop();
    closed();
  }
}

export class FaultProxy {
  /** The times at which clients have connected, in milliseconds; each is a dial. @type {Inbox<number>} */
  dials = new Inbox();
  /** The connections that are open. @type {Set<Link>} */
  links = new Set();
  /** How new connections are treated. @type {Treatment} */
  treatment = 'pass';
  /** How the next ones are treated, before that. @type {Treatment[]} */
  #next = [];
  /** @type {Weather} */
  #weather = {};
  /** Connections that came to nothing, by us. @type {Set<import('node:net').Socket>} */
  #strays = new Set();
  #server = createServer({ allowHalfOpen: true }, (socket) => this.#accept(socket));
  port = 0;

  /**
   * @param {{ host: string, port: number }} upstream
   * @param {() => number} random between 0 and 1, for jitter
   */
  constructor(upstream, random) {
    this.upstream = upstream;
    this.random = random;
  }

  /** `host:port`, where clients connect. */
  get host() {
    return `127.0.0.1:${this.port}`;
  }

  /** Listens, again at the same port after `refuse()`. */
  async listen() {
    this.#server.listen(this.port, '127.0.0.1');
    await once(this.#server, 'listening');
    this.port = /** @type {import('node:net').AddressInfo} */ (this.#server.address()).port;
    // One that a failed test did not close must not keep the process from ending.
    this.#server.unref();
  }

  /** Stops listening: who connects is refused by the system, uncounted. Open connections stay. */
  async refuse() {
    const deaf = new Promise((resolve) => this.#server.once('close', resolve));
    this.#server.close();
    // `close` is told when the last connection is gone; the port is free at once.
    if (this.links.size === 0 && this.#strays.size === 0) await deaf;
  }

  /** How the next connections are treated, one each, before `treatment` applies. @param {Treatment[]} treatments */
  next(...treatments) {
    this.#next.push(...treatments);
  }

  /** The conditions of all connections, those that are open and those to come. @param {Weather} weather */
  set(weather) {
    this.#weather = weather;
    for (const link of this.links) link.set(weather);
  }

  /** The conditions of the connections that are open: those to come have good weather. @param {Weather} weather */
  setOpen(weather) {
    for (const link of this.links) link.set(weather);
  }

  /** Resets every open connection. */
  kill() {
    for (const link of [...this.links]) link.kill();
  }

  /** Ends every open connection in good order. */
  end() {
    for (const link of [...this.links]) link.end();
  }

  /** New connections and those that are open are treated well from now on. What is black-holed has lost its bytes. */
  heal() {
    this.treatment = 'pass';
    this.#next = [];
    this.set({});
  }

  /**
   * Waits until there have been so many dials in all.
   * @param {number} count
   * @param {number} [deadline]
   */
  dialled(count, deadline) {
    return this.dials.when((all) => all.length >= count, deadline, `connection attempt ${count}`);
  }

  /** Resets everything and stops listening. */
  async close() {
    this.kill();
    for (const socket of this.#strays) socket.destroy();
    if (!this.#server.listening) return;
    const closed = once(this.#server, 'close');
    this.#server.close();
    await closed;
  }

  /** @param {import('node:net').Socket} socket */
  #accept(socket) {
    this.dials.push(performance.now());
    socket.setNoDelay(true);
    const treatment = this.#next.shift() ?? this.treatment;
    if (treatment === 'pass') return this.#pass(socket);
    this.#strays.add(socket);
    socket.on('error', () => {});
    socket.once('close', () => this.#strays.delete(socket));
    if (treatment === 'reset') socket.resetAndDestroy();
    else if (treatment === 'silent') socket.resume().once('end', () => socket.end());
    else answer(socket, treatment.status);
  }

  /** @param {import('node:net').Socket} socket */
  #pass(socket) {
    const server = connect({ ...this.upstream, allowHalfOpen: true, noDelay: true });
    const link = new Link(socket, server, { random: () => this.random(), closed: () => this.links.delete(link) });
    link.set(this.#weather);
    this.links.add(link);
  }
}

/**
 * Gives a request an answer without a body.
 * @param {import('node:net').Socket} socket
 * @param {number} status
 */
function answer(socket, status) {
  let head = '';
  socket.setEncoding('latin1').on('data', (text) => {
    head += text;
    if (!head.includes('\r\n\r\n') || socket.writableEnded) return;
    socket.end(`HTTP/1.1 ${status} Refused by the proxy\r\nContent-Length: 0\r\nConnection: close\r\n\r\n`);
  });
}

/**
 * Starts a proxy in front of a server that need not be there yet.
 * @param {{ host?: string, port: number }} upstream
 * @param {{ random?: () => number }} [options]
 */
export async function startProxy({ host = '127.0.0.1', port }, { random = Math.random } = {}) {
  const proxy = new FaultProxy({ host, port }, random);
  await proxy.listen();
  return proxy;
}
