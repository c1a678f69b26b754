// @ts-check
// Bad luck for one client after the other: random faults of a proxied connection, as a seed determines them.

import { setMaxListeners } from 'node:events';
import { setTimeout as pause } from 'node:timers/promises';

/** Random numbers. @typedef {(below: number) => number} Random */

/**
 * What a fault may use: the proxy of the client, whole random numbers below a bound, and milliseconds of waiting that end early
 * when the run does.
 * @typedef {{ proxy: import('../faults/proxy.mjs').FaultProxy, below: Random, wait: (ms: number) => Promise<void> }} Scene
 */

/** Milliseconds between the end of a fault of a client and the next one: from, and up to so many more. */
const PEACE = { least: 1_500, more: 5_000 };

/** @param {Random} below @param {number} least @param {number} most */
const between = (below, least, most) => least + below(most - least);

/**
 * The links that are open now, under conditions that they keep until they are reset, as a router forgets them at last.
 * @param {Scene} scene
 * @param {import('../faults/proxy.mjs').Weather} weather
 */
async function doom({ proxy, below, wait }, weather) {
  const doomed = [...proxy.links];
  for (const link of doomed) link.set(weather);
  await wait(between(below, 2_000, 7_000));
  for (const link of doomed) link.kill();
}

/**
 * All links under conditions, for a while.
 * @param {Scene} scene
 * @param {import('../faults/proxy.mjs').Weather} weather
 * @param {number} milliseconds
 */
async function spell({ proxy, wait }, weather, milliseconds) {
  proxy.set(weather);
  await wait(milliseconds);
  proxy.set({});
}

/** @type {Record<string, (scene: Scene) => unknown>} */
export const faults = {
  kill: ({ proxy }) => proxy.kill(),
  end: ({ proxy }) => proxy.end(),
  async 'kill twice'({ proxy, below, wait }) {
    proxy.kill();
    await wait(below(1_500));
    proxy.kill();
  },
  'black hole': (scene) => doom(scene, { up: { lost: true }, down: { lost: true } }),
  'black hole out': (scene) => doom(scene, { up: { lost: true } }),
  'black hole in': (scene) => doom(scene, { down: { lost: true } }),
  stall: (scene) => spell(scene, { up: { held: true }, down: { held: true } }, between(scene.below, 500, 7_000)),
  'stall out': (scene) => spell(scene, { up: { held: true } }, between(scene.below, 500, 7_000)),
  'stall in': (scene) => spell(scene, { down: { held: true } }, between(scene.below, 500, 7_000)),
  delay: (scene) => {
    const way = { latency: between(scene.below, 30, 300), jitter: scene.below(200) };
    return spell(scene, { up: way, down: way }, between(scene.below, 2_000, 6_000));
  },
  throttle: (scene) => {
    const way = { bytesPerSecond: between(scene.below, 16_384, 131_072) };
    return spell(scene, { up: way, down: way }, between(scene.below, 2_000, 6_000));
  },
  'cut out': ({ proxy, below }) => proxy.setOpen({ up: { cutAfter: below(4_000) } }),
  'cut in': ({ proxy, below }) => proxy.setOpen({ down: { cutAfter: below(8_000) } }),
  async refuse({ proxy, below, wait }) {
    const refused = proxy.refuse();
    proxy.kill();
    await refused;
    await wait(between(below, 500, 4_000));
    await proxy.listen();
  },
  'reset dials': ({ proxy, below }) => {
    proxy.next(...Array.from({ length: 1 + below(3) }, () => /** @type {const} */ ('reset')));
    proxy.kill();
  },
  'silent dial': ({ proxy }) => {
    proxy.next('silent');
    proxy.kill();
  },
  'refused upgrade': ({ proxy }) => {
    proxy.next({ status: 503 });
    proxy.kill();
  },
};

/** Faults for each of some proxies, independently of each other, until they are stopped. */
export class Weather {
  /** How often there was each fault. @type {Record<string, number>} */
  counts = {};
  #stop = new AbortController();
  /** @type {Promise<void>[]} */
  #running = [];

  /**
   * @param {import('../faults/proxy.mjs').FaultProxy[]} proxies
   * @param {(seed: number) => Random} generator
   * @param {number} seed
   */
  constructor(proxies, generator, seed) {
    this.proxies = proxies;
    this.randoms = proxies.map((_, at) => generator(seed + at));
  }

  begin() {
    this.#stop = new AbortController();
    const { signal } = this.#stop;
    // Each proxy waits for one thing at a time.
    setMaxListeners(this.proxies.length, signal);
    this.#running = this.proxies.map((proxy, at) => this.#plague(proxy, /** @type {Random} */ (this.randoms[at]), signal));
    // Whoever stops it is told.
    for (const running of this.#running) running.catch(() => {});
  }

  /** Ends all faults: the weather is good now. */
  async end() {
    this.#stop.abort();
    await Promise.all(this.#running);
    for (const proxy of this.proxies) proxy.heal();
  }

  /**
   * @param {import('../faults/proxy.mjs').FaultProxy} proxy
   * @param {Random} below
   * @param {AbortSignal} signal
   */
  async #plague(proxy, below, signal) {
    const wait = (/** @type {number} */ ms) => pause(ms, undefined, { signal }).catch(() => {});
    const names = Object.keys(faults);
    for (;;) {
      await wait(PEACE.least + below(PEACE.more));
      if (signal.aborted) return;
      const name = /** @type {string} */ (names[below(names.length)]);
      this.counts[name] = (this.counts[name] ?? 0) + 1;
      await faults[name]?.({ proxy, below, wait });
    }
  }
}
