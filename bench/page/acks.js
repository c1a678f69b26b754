// @ts-check
// Runs in the page: posts that the server acknowledges beside posts that are sent and forgotten, by the same SDK.

/** @typedef {'acknowledged' | 'sent'} Side */

const SIDES = /** @type {const} */ (['acknowledged', 'sent']);

/** A client alone in a group, which counts its posts as they come back. */
class Poster {
  #left = 0;
  #all = () => {};

  /** @param {any} client @param {Side} side */
  constructor(client, side) {
    this.client = client;
    this.side = side;
    this.group = `acks ${side}`;
  }

  async enter() {
    await this.client.connectRealtime((/** @type {{ type: string }} */ { type }) => {
      if (type === 'message' && --this.#left === 0) this.#all();
    });
    await this.client.joinRealtime({ group: this.group });
  }

  /** @param {number} seq */
  async post(seq) {
    const { settled } = await this.client.postRealtime({ seq, text: 'the quick brown fox jumps over the lazy dog' }, this.group);
    if (settled !== this.side) throw new Error(`a post is ${settled}`);
  }

  /** Resolves when so many posts have come back. @param {number} count @returns {Promise<void>} */
  back(count) {
    this.#left = count;
    return new Promise((resolve) => (this.#all = () => resolve(undefined)));
  }
}

/** How `count` posts are made. @type {Record<string, (poster: Poster, count: number) => Promise<unknown>>} */
const ways = {
  /** All at once. */
  pipelined: (poster, count) => Promise.all(Array.from({ length: count }, (_, seq) => poster.post(seq))),
  /** The next one when the promise of the one before is settled. */
  async awaited(poster, count) {
    for (let seq = 0; seq < count; seq++) await poster.post(seq);
  },
};

/**
 * Milliseconds of each round, from the first call until every promise is settled and every post is back.
 * @param {{ sdk: string, url: string, tokens: Record<Side, string>, rounds: number, counts: Record<string, number> }} options
 */
export async function measure({ sdk, url, tokens, rounds, counts }) {
  const { Realtime } = await import(sdk);
  const open = async (/** @type {Side} */ side, /** @type {string} */ protocol) => {
    const poster = new Poster(new Realtime({ url, protocol, token: tokens[side], queue: { messages: 10_000, bytes: 2 ** 23 } }), side);
    await poster.enter();
    return poster;
  };
  const posters = { acknowledged: await open('acknowledged', 'groupwire'), sent: await open('sent', 'skapi') };
  /** @type {Record<string, Record<Side, number[]>>} */
  const times = {};
  for (const [way, run] of Object.entries(ways)) {
    const of = (times[way] = /** @type {Record<Side, number[]>} */ ({ acknowledged: [], sent: [] }));
    const count = counts[way] ?? 0;
    // The first round warms up.
    for (let round = 0; round <= rounds; round++) {
      for (const side of round % 2 ? SIDES : [...SIDES].reverse()) {
        const start = performance.now();
        const back = posters[side].back(count);
        await run(posters[side], count);
        await back;
        if (round > 0) of[side].push(performance.now() - start);
      }
    }
  }
  for (const { client } of Object.values(posters)) await client.closeRealtime();
  return times;
}
