// @ts-check
// Runs in the page: posts to a group and waits for the copies that the server sends back, with
// the SDK and with a plain WebSocket.

const GROUP = 'lobby';
const SIDES = /** @type {const} */ (['sdk', 'plain']);

/**
 * @typedef {object} Poster
 * @property {(message: object) => unknown} post a promise, where the client gives one
 * @property {() => void} close
 */

/** Posts counted when they have come back. */
class Echoes {
  #seen = 0;
  #wanted = Infinity;
  /** @type {() => void} */
  #done = () => {};

  count() {
    if (++this.#seen === this.#wanted) this.#done();
  }

  /** Resolves when `more` more have come back. @param {number} more @returns {Promise<void>} */
  next(more) {
    this.#wanted = this.#seen + more;
    return new Promise((resolve) => (this.#done = resolve));
  }
}

/** A promise with the function that fulfils it. */
function signal() {
  /** @type {() => void} */
  let resolve = () => {};
  /** @type {Promise<void>} */
  const promise = new Promise((fulfil) => (resolve = fulfil));
  return { promise, resolve };
}

/** @param {{ sdk: string, url: string, token: string }} where @param {Echoes} echoes @returns {Promise<Poster>} */
async function openSdk({ sdk, url, token }, echoes) {
  const { Realtime } = await import(sdk);
  const client = new Realtime({ url, token, heartbeat: 0 });
  const joined = signal();
  await client.connectRealtime((/** @type {any} */ event) => {
    if (event.type === 'message') echoes.count();
    else if (event.type === 'notice') joined.resolve();
  });
  await client.joinRealtime({ group: `${GROUP} sdk` });
  await joined.promise;
  return { post: (message) => client.postRealtime(message, `${GROUP} sdk`), close: () => client.closeRealtime() };
}

/** @param {{ url: string, token: string }} where @param {Echoes} echoes @returns {Promise<Poster>} */
async function openPlain({ url, token }, echoes) {
  const socket = new WebSocket(`${url}?token=${token}`);
  const joined = signal();
  const group = `${GROUP} plain`;
  socket.onopen = () => socket.send(JSON.stringify({ action: 'joinRoom', rid: group }));
  socket.onmessage = ({ data }) => {
    const frame = JSON.parse(data);
    if ('#message' in frame) echoes.count();
    else joined.resolve();
  };
  await joined.promise;
  return {
    post: (message) => socket.send(JSON.stringify({ action: 'broadcast', rid: group, content: message })),
    close: () => socket.close(),
  };
}

/** @param {number} seq */
const message = (seq) => ({ seq, text: 'the quick brown fox jumps over the lazy dog', at: 1_763_821_234_567 + seq });

/** The ways to post `count` messages; each ends when the last one is back. */
const ways = {
  /** The next one goes out when the one before is back. @param {Poster} poster @param {Echoes} echoes @param {number} count */
  async roundTrips(poster, echoes, count) {
    for (let seq = 0; seq < count; seq++) {
      const back = echoes.next(1);
      await poster.post(message(seq));
      await back;
    }
  },
  /** The next one goes out when the promise of the one before is settled. @param {Poster} poster @param {Echoes} echoes @param {number} count */
  async awaited(poster, echoes, count) {
    const back = echoes.next(count);
    for (let seq = 0; seq < count; seq++) await poster.post(message(seq));
    await back;
  },
  /** All go out at once. @param {Poster} poster @param {Echoes} echoes @param {number} count */
  async pipelined(poster, echoes, count) {
    const back = echoes.next(count);
    const posts = Array.from({ length: count }, (_, seq) => poster.post(message(seq)));
    await Promise.all(posts);
    await back;
  },
};

/** @typedef {keyof typeof ways} Way */

/**
 * Milliseconds of each round, the two clients in turn.
 * @param {{ sdk: string, url: string, token: string, rounds: number, counts: Record<Way, number> }} options
 * @returns {Promise<Record<Way, { sdk: number[], plain: number[] }>>}
 */
export async function measure({ rounds, counts, ...where }) {
  const echoes = { sdk: new Echoes(), plain: new Echoes() };
  const posters = { sdk: await openSdk(where, echoes.sdk), plain: await openPlain(where, echoes.plain) };
  const times = /** @type {Record<Way, { sdk: number[], plain: number[] }>} */ ({});
  for (const way of /** @type {Way[]} */ (Object.keys(ways))) {
    times[way] = { sdk: [], plain: [] };
    // The first round warms up.
    for (let round = 0; round <= rounds; round++) {
      for (const side of round % 2 ? SIDES : [...SIDES].reverse()) {
        const start = performance.now();
        await ways[way](posters[side], echoes[side], counts[way]);
        if (round > 0) times[way][side].push(performance.now() - start);
      }
    }
  }
  for (const poster of Object.values(posters)) poster.close();
  return times;
}
