// @ts-check
// A server that says what a test has it say, for what our own server never does: it forgets, repeats and refuses at will.

import { once } from 'node:events';
import { after } from 'node:test';
import { pathToFileURL } from 'node:url';
import { join } from 'node:path';
import { WebSocket, WebSocketServer } from 'ws';
import { Inbox, npmDir, within } from '../support/index.mjs';

/** @type {typeof import('../../npm/dist/rocketchat/index.js')} */
export const { RocketChat, RealtimeError } = await import(pathToFileURL(join(npmDir, 'dist/rocketchat.js')).href);

/** @typedef {import('../../npm/dist/rocketchat/index.js').RocketChatOptions} Options */

/** An answer of the server: a result, an `error` to throw, or nothing at all. */
export const SILENCE = Symbol('no answer');

/** An error as Meteor sends it. @param {string | number} error @param {string} [reason] @param {object} [details] */
export const refusal = (error, reason, details) =>
  Object.assign(new Error(reason), { frame: { error, reason, details, errorType: 'Meteor.Error', isClientSafe: true } });

/**
 * What the server does: methods by name, and `sub`, which says `ready`, `nosub`, an error, or nothing.
 * @typedef {Record<string, (...params: any[]) => unknown>} Script
 */

export class Scripted {
  /** Everything that clients have said, but for signs of life. @type {Inbox<any>} */
  frames = new Inbox();
  /** @type {Set<import('ws').WebSocket>} */
  sockets = new Set();
  #server = new WebSocketServer({ port: 0, host: '127.0.0.1' });

  /** @param {Script} script */
  constructor(script) {
    this.script = script;
    this.#server.on('connection', (socket) => {
      this.sockets.add(socket);
      socket.on('close', () => this.sockets.delete(socket));
      socket.on('message', (text) => this.#hear(socket, JSON.parse(String(text))));
    });
  }

  get url() {
    return `ws://127.0.0.1:${/** @type {import('node:net').AddressInfo} */ (this.#server.address()).port}/websocket`;
  }

  async listen() {
    await once(this.#server, 'listening');
    return this;
  }

  /** Says the same to everybody. @param {object} frame */
  tell(frame) {
    for (const socket of this.sockets) socket.send(JSON.stringify(frame));
  }

  /** An event of a stream. @param {string} stream @param {string} eventName @param {unknown[]} args */
  publish(stream, eventName, ...args) {
    this.tell({ msg: 'changed', collection: `stream-${stream}`, id: 'id', fields: { eventName, args } });
  }

  /** Cuts every connection. */
  kill() {
    for (const socket of this.sockets) socket.terminate();
  }

  /** The parameters of each call of a method so far. @param {string} method @returns {any[][]} */
  calls(method) {
    return this.frames.items.filter((frame) => frame.msg === 'method' && frame.method === method).map(({ params }) => params);
  }

  /** The subscriptions so far, to one publication or to all. @param {string} [name] */
  subs(name) {
    return this.frames.items.filter((frame) => frame.msg === 'sub' && (!name || frame.name === name));
  }

  async close() {
    this.kill();
    this.#server.close();
    await once(this.#server, 'close');
  }

  /** @param {import('ws').WebSocket} socket @param {any} frame */
  #hear(socket, frame) {
    const say = (/** @type {object} */ answer) => socket.send(JSON.stringify(answer));
    if (frame.msg === 'ping') return say({ ...frame, msg: 'pong' });
    if (frame.msg === 'pong') return;
    // First the answer: whoever waits for the frame may rely on its being on its way.
    if (frame.msg === 'connect') say({ msg: 'connected', session: `session ${this.frames.items.length}` });
    else if (frame.msg === 'method') this.#call(say, frame);
    else if (frame.msg === 'sub') this.#subscribe(say, frame);
    else if (frame.msg === 'unsub') say({ msg: 'nosub', id: frame.id });
    this.frames.push(frame);
  }

  /** @param {(answer: object) => void} say @param {any} frame */
  #call(say, { id, method, params }) {
    try {
      const handler = this.script[method];
      if (!handler) throw refusal(404, `Method '${method}' not found`);
      const result = handler(...params);
      if (result === SILENCE) return;
      say({ msg: 'updated', methods: [id] });
      say({ msg: 'result', id, result });
    } catch (error) {
      say({ msg: 'result', id, error: /** @type {any} */ (error).frame ?? { error: 500, reason: String(error) } });
    }
  }

  /** @param {(answer: object) => void} say @param {any} frame */
  #subscribe(say, { id, name, params }) {
    try {
      const answer = this.script.sub?.(name, ...params) ?? 'ready';
      if (answer === SILENCE) return;
      say(answer === 'ready' ? { msg: 'ready', subs: [id] } : { msg: 'nosub', id });
    } catch (error) {
      say({ msg: 'nosub', id, error: /** @type {any} */ (error).frame });
    }
  }
}

/** What a test file needs of such servers and their clients, which are closed when its tests are over. */
export function scriptedWorld() {
  /** @type {{ close(): Promise<unknown> }[]} */
  const open = [];
  after(() => Promise.all(open.reverse().map((one) => one.close())));
  /** A server with this script. @param {Script} script */
  async function serve(script = {}) {
    const server = await new Scripted(script).listen();
    open.push(server);
    return server;
  }

  /** A client that is not connected. @param {Scripted} server @param {Options} [options] */
  function client(server, options = {}) {
    const rc = new RocketChat({ url: server.url, WebSocket, backoff: { min: 10, max: 50 }, ...options });
    open.push(rc);
    return rc;
  }

  /** A client that is connected. @param {Scripted} server @param {Options} [options] */
  async function connected(server, options) {
    const rc = client(server, options);
    await within(rc.connect());
    return rc;
  }

  return { serve, client, connected };
}

/** All that a client tells from now on, of one type. @template {keyof import('../../npm/dist/rocketchat/index.js').RocketChatEvents} Type @param {InstanceType<typeof RocketChat>} rc @param {Type} type */
export function heard(rc, type) {
  /** @type {Inbox<import('../../npm/dist/rocketchat/index.js').RocketChatEvents[Type]>} */
  const inbox = new Inbox();
  rc.on(type, (detail) => inbox.push(detail));
  return inbox;
}

/** The error that something is rejected with. @param {Promise<unknown>} promise @returns {Promise<import('../../npm/dist/rocketchat/index.js').RealtimeError>} */
export const failure = (promise) =>
  within(promise).then(
    (value) => {
      throw new Error(`it gave ${JSON.stringify(value)}`);
    },
    (error) => {
      if (error instanceof RealtimeError) return error;
      throw error;
    },
  );
