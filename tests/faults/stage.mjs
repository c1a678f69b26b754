// @ts-check
// Where scenarios are played: one browser for all, and for each scenario a server, a proxy in front of it, and an origin.

import { randomUUID } from 'node:crypto';
import { performance } from 'node:perf_hooks';
import { setTimeout as pause } from 'node:timers/promises';
import { serveFolder, until } from '../support/index.mjs';
import { expect, shortly } from './accounts.mjs';
import { startBrowser } from './browser.mjs';
import { Player } from './player.mjs';
import { startProxy } from './proxy.mjs';

/** @typedef {import('./clients/index.mjs').Client} Client */
/** @typedef {import('./clients/index.mjs').Feature} Feature */
/** @typedef {import('./clients/index.mjs').Tempo} Tempo */

/**
 * A fault, and what a user expects all the same.
 * @typedef {object} Scenario
 * @property {string} id as in docs/SPEC.md
 * @property {string} name
 * @property {string} expects in one line
 * @property {Feature[]} [needs] features without which it makes no sense
 * @property {Partial<Tempo>} [tempo]
 * @property {number} [serverHeartbeat] that of the server, where it is to be another one than that of the client
 * @property {number} [history] how many posts of a group the server keeps, where that can be set
 * @property {(scene: Scene) => Promise<string | void>} run throws where the expectation is not met; what was lost, where the page
 *   was told so
 */

/** @typedef {{ scenario: string, client: string, result: 'ok' | 'fail' | 'n/a', note: string }} Row */

/** @type {Tempo} */
const TEMPO = { heartbeat: 25_000, connectTimeout: 5_000, sendTimeout: 9_000, backoff: { min: 100, max: 1_000 } };

/** A heartbeat for scenarios in which the client must find out by itself. */
export const QUICK_HEARTBEAT = 1_500;

/** @type {import('../support/static.mjs').Resource} */
const PAGE = {
  body: '<!doctype html><meta charset="utf-8"><title>faults</title><link rel="icon" href="data:,"><body></body>',
  // Pages that may not be stored are not kept for the back button either, once they have used a WebSocket.
  headers: { 'cache-control': 'no-cache' },
};

export class Scene {
  /** @type {(() => unknown)[]} */
  #cleanups = [];

  /**
   * @param {Client} client
   * @param {import('./backends/index.mjs').Backend} server
   * @param {import('./proxy.mjs').FaultProxy} proxy
   * @param {Awaited<ReturnType<typeof serveFolder>>} web
   * @param {Awaited<ReturnType<typeof startBrowser>>} browser
   * @param {Tempo} tempo
   */
  constructor(client, server, proxy, web, browser, tempo) {
    this.client = client;
    this.server = server;
    this.proxy = proxy;
    // A site of its own: pages of one site share a process, and with it Chromium's brake on failing WebSockets.
    this.origin = web.base.replace('127.0.0.1', `${randomUUID()}.localhost`);
    this.web = web;
    this.browser = browser;
    this.tempo = tempo;
  }

  /** A page with a client that nobody has asked to connect yet. @param {{ lifetime?: number }} [options] of its token, in seconds */
  async player({ lifetime } = {}) {
    const { client, server, proxy, tempo } = this;
    const user = randomUUID();
    const window = await this.browser.open();
    this.#cleanups.push(() => window.close());
    const wsUrl = `ws://${proxy.host}${server.path}`;
    const player = new Player(window, client, { wsUrl, httpUrl: server.http, user, tokens: server.tokens(user, lifetime), tempo });
    await player.open(`${this.origin}/`);
    return player;
  }

  /** A player who is connected and in some groups. @param {string[]} groups */
  async member(...groups) {
    const player = await this.player();
    await player.connect();
    await player.join(...groups);
    return player;
  }

  /** Somebody else in some groups, whose connection is good. @param {string[]} groups */
  async witness(...groups) {
    const witness = await this.server.witness(...groups);
    this.#cleanups.push(() => witness.close());
    return witness;
  }

  /**
   * A player and somebody else in a group, whose first message the player has got: it knows how far it has read.
   * @param {string} group
   */
  async pair(group) {
    const player = await this.member(group);
    const witness = await this.witness(group);
    await witness.post('before', group);
    await player.hears('before', group);
    return { player, witness };
  }

  /** A player's connection is gone, and no other one succeeds until the proxy heals. @param {Player} player */
  async cutOff(player) {
    this.proxy.treatment = 'reset';
    this.proxy.kill();
    await player.told('offline');
  }

  /**
   * A pair, of whom one is cut off while the other posts `{ n: 0 }` to `{ n: count - 1 }`.
   * @param {string} group
   * @param {number} count
   */
  async missed(group, count) {
    const { player, witness } = await this.pair(group);
    await this.cutOff(player);
    for (let n = 0; n < count; n++) await witness.post({ n }, group);
    return { player, witness };
  }

  /**
   * Proves that messages flow in a group, both ways.
   * @param {Player} player
   * @param {import('./backends/index.mjs').Witness} witness
   * @param {string} group
   */
  async talk(player, witness, group) {
    const [question, answer] = [{ question: randomUUID() }, { answer: randomUUID() }];
    const { error } = await player.post(question, group);
    expect(!error, `it is not back: ${error}`);
    await this.arrives(witness, question);
    await witness.post(answer, group);
    await player.hears(answer, group);
  }

  /**
   * Until a witness has heard a message.
   * @param {import('./backends/index.mjs').Witness} witness
   * @param {unknown} message
   */
  async arrives(witness, message) {
    const text = JSON.stringify(message);
    const there = () => witness.heard.items.some((post) => JSON.stringify(post.message) === text);
    await witness.heard.when(there, undefined, 'a post of the client to arrive');
  }

  /**
   * Starts something and waits until its first bytes have come to the proxy.
   * @template T
   * @param {'up' | 'down'} way
   * @param {() => Promise<T>} action
   * @returns {{ under: Promise<void>, result: Promise<T> }}
   */
  underWay(way, action) {
    const bytes = () => [...this.proxy.links].reduce((sum, link) => sum + link[way].bytes, 0);
    const before = bytes();
    const result = action();
    return { result, under: until(() => bytes() > before, undefined, `bytes on their way ${way}`).then(() => {}) };
  }

  /** Until connections are closed. @param {import('./proxy.mjs').Link[]} links */
  async closed(links) {
    await until(() => links.every(({ open }) => !open), undefined, 'a connection that was given up to be closed');
  }

  /**
   * Lets time pass in which something must not happen, and gives how often the client dialled in it.
   * @param {number} milliseconds
   */
  async dialsWithin(milliseconds) {
    const start = performance.now();
    await pause(milliseconds);
    return this.proxy.dials.items.filter((time) => time > start).length;
  }

  async end() {
    await Promise.all(this.#cleanups.map(async (clean) => clean()));
    await this.proxy.close();
    await this.web.stop();
    await this.server.stop();
  }
}

/** Opens a stage: a browser in which scenarios can be played, several at a time. */
export async function openStage() {
  const browser = await startBrowser();

  /**
   * Plays a scenario with a client. Rejects where it disappoints; gives what was lost, where the page was told so.
   * @param {Scenario} scenario
   * @param {Client} client
   */
  async function play(scenario, client) {
    const tempo = { ...TEMPO, ...scenario.tempo };
    const heartbeat = scenario.serverHeartbeat ?? tempo.heartbeat;
    const server = await client.startBackend({ heartbeat, secret: randomUUID(), history: scenario.history });
    const proxy = await startProxy({ port: server.port });
    const web = await serveFolder({ '/': PAGE, '/elsewhere': PAGE, ...client.files });
    const scene = new Scene(client, server, proxy, web, browser, tempo);
    try {
      return await scenario.run(scene);
    } finally {
      await scene.end();
    }
  }

  return {
    play,
    /**
     * Plays a scenario with a client, and tells how it ended, whatever comes.
     * @param {Scenario} scenario
     * @param {Client} client
     * @returns {Promise<Row>}
     */
    async row(scenario, client) {
      const row = { scenario: scenario.name, client: client.name };
      const lacking = scenario.needs?.flatMap((feature) => client.lacks[feature] ?? [])[0];
      if (lacking) return { ...row, result: 'n/a', note: lacking };
      try {
        const note = await play(scenario, client);
        return { ...row, result: 'ok', note: note ?? '' };
      } catch (error) {
        return { ...row, result: 'fail', note: shortly(error) };
      }
    },
    close: () => browser.close(),
  };
}
