// @ts-check
// Runs in the page: clients that lose their connections, and when each was back in its group.

const GROUP = 'lobby';

/** Milliseconds since 1970, as the program that breaks the connections has them. */
const now = () => performance.timeOrigin + performance.now();

/** When the page's newest socket opened. */
let opened = 0;

/** Tells when it opens, whatever its owner makes of that. */
class SeenSocket extends WebSocket {
  /** @param {ConstructorParameters<typeof WebSocket>} args */
  constructor(...args) {
    super(...args);
    this.addEventListener('open', () => (opened = now()));
  }
}

/** The times of a replay: the open socket, being online where that is told before the last message, and the last message. @typedef {{ opened: number, online?: number, last: number }} Replay */

/** What a client is told, for those who wait. */
class Watch {
  /** @type {(time: number) => void} */
  #back = () => {};
  /** @type {(times: Replay) => void} */
  #replayed = () => {};
  #wanted = Infinity;
  #online = 0;

  online() {
    this.#online = now();
  }

  joined() {
    this.#back(now());
  }

  message() {
    if (--this.#wanted !== 0) return;
    this.#replayed({ opened, last: now(), ...(this.#online > opened && { online: this.#online }) });
  }

  /** The time at which the client is in the group again after the next loss. @returns {Promise<number>} */
  next() {
    return new Promise((resolve) => (this.#back = resolve));
  }

  /** Resolves when so many messages have come. @param {number} count @returns {Promise<Replay>} */
  replay(count) {
    this.#wanted = count;
    return new Promise((resolve) => (this.#replayed = resolve));
  }
}

/** @typedef {{ module: string, url: string, token: string, backoff?: { min: number, max: number } }} Place */

/** How each client gets into the group; what they give closes them. @type {Record<string, (place: Place, watch: Watch) => Promise<() => void>>} */
const openers = {
  async groupwire({ module, url, token, backoff }, watch) {
    const { Realtime } = await import(module);
    const client = new Realtime({ url, token, ...(backoff && { backoff }) });
    client.on('statechange', (/** @type {{ name: string }} */ { name }) => void (name === 'online' && watch.online()));
    const group = client.group(GROUP);
    group.on('recovery', (/** @type {{ recovered: boolean }} */ { recovered }) => {
      if (!recovered) throw new Error('posts are missing');
      watch.joined();
    });
    group.on('message', () => watch.message());
    await client.connectRealtime(() => {});
    await group.join();
    return () => client.closeRealtime();
  },
  async 'socket.io'({ module, url, token, backoff }, watch) {
    const { io } = await import(module);
    const socket = io(url, {
      transports: ['websocket'],
      auth: { token },
      forceNew: true,
      ...(backoff && { reconnectionDelay: backoff.min, reconnectionDelayMax: backoff.max }),
    });
    let isFirst = true;
    socket.on('connect', async () => {
      watch.online();
      // With a recovery the rooms are there again when it is told of the connection.
      if (!socket.recovered) await socket.emitWithAck('join', GROUP);
      if (!isFirst && !socket.recovered) throw new Error('messages are missing');
      isFirst = false;
      watch.joined();
    });
    socket.on('message', () => watch.message());
    await watch.next();
    // It recovers from the last message that it got on: there has to be one.
    const first = watch.replay(1);
    await socket.emitWithAck('post', 'hello', GROUP, crypto.randomUUID());
    await first;
    return () => socket.disconnect();
  },
};

/** @type {{ watch: Watch, close: () => void }[]} */
let clients = [];

/**
 * Opens a client at each place, all in one group.
 * @param {{ side: string, places: Place[] }} setting
 */
export async function open({ side, places }) {
  globalThis.WebSocket = SeenSocket;
  const opener = openers[side];
  if (!opener) throw new Error(`there is no client ${side}`);
  // One after the other: a browser slows down those who open many at once.
  for (const place of places) {
    const watch = new Watch();
    clients.push({ watch, close: await opener(place, watch) });
  }
}

/** @type {Map<number, Promise<any>>} */
const awaited = new Map();

/** Begins to wait for a client to be back. @param {number} client */
export const expectBack = (client) => void awaited.set(client, /** @type {any} */ (clients[client]).watch.next());

/** Begins to wait for a client to be back and to get so many messages. @param {{ client: number, count: number }} wanted */
export const expectReplay = ({ client, count }) => void awaited.set(client, /** @type {any} */ (clients[client]).watch.replay(count));

/** What a client that is waited for has reached. @param {number} client */
export const reached = (client) => awaited.get(client);

export function close() {
  for (const client of clients) client.close();
  clients = [];
}
