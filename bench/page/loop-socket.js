// @ts-check
// A WebSocket without a network. What is measured is what a client does with a frame from the
// moment at which the browser hands it over. The socket before that is the same browser's for
// both sides, costs many times as much as either, and would bury the difference in its noise.

import { EPOCH, GROUP } from './frames.js';

/** Takes the place of `WebSocket`: opens at once, says no more than it must, and is handed its frames. */
export class LoopSocket {
  static CONNECTING = 0;
  static OPEN = 1;
  static CLOSING = 2;
  static CLOSED = 3;

  /** The one that was made last. @type {LoopSocket} */
  static latest;

  readyState = LoopSocket.CONNECTING;
  /** @type {((event: object) => void) | null} */
  onopen = null;
  /** @type {((event: { data: string }) => void) | null} */
  onmessage = null;
  /** @type {((event: object) => void) | null} */
  onerror = null;
  /** @type {((event: object) => void) | null} */
  onclose = null;

  bufferedAmount = 0;

  /** @param {string} [url] of version 1 of the protocol where the SDK makes it */
  constructor(url = '') {
    LoopSocket.latest = this;
    this.isCounted = url.includes('v=1');
    queueMicrotask(() => {
      this.readyState = LoopSocket.OPEN;
      this.onopen?.({});
      if (this.isCounted) this.#say({ '#hello': { v: 1, cid: 'cid', user_id: 'user', epoch: EPOCH, offset: 0 } });
    });
  }

  /** @param {string} text */
  send(text) {
    if (text.includes('"joinRoom"') && text.includes('"mid"')) queueMicrotask(() => this.rewind());
  }

  /** Has the frames begin anew: what has been seen is not seen for a second time otherwise. */
  rewind() {
    if (this.isCounted) this.#say({ '#joined': GROUP, epoch: EPOCH, offset: 0 });
  }

  /** @param {object} frame */
  #say(frame) {
    this.onmessage?.({ data: JSON.stringify(frame) });
  }

  close() {
    if (this.readyState >= LoopSocket.CLOSING) return;
    this.readyState = LoopSocket.CLOSING;
    queueMicrotask(() => {
      this.readyState = LoopSocket.CLOSED;
      this.onclose?.({});
    });
  }
}

/**
 * Hands frames to whoever listens to the socket, as the browser does: one event for each.
 * @param {LoopSocket} socket
 * @param {string[]} frames
 * @param {number} count how many, beginning again where they end
 */
export function hand(socket, frames, count) {
  for (let at = 0, next = 0; at < count; at++) {
    if (next === 0 && at > 0) socket.rewind();
    socket.onmessage?.({ data: /** @type {string} */ (frames[next]) });
    if (++next === frames.length) next = 0;
  }
}

/**
 * A client of the SDK whose socket is a `LoopSocket`.
 * @param {any} sdk the module
 * @param {(event: any) => void} callback
 */
export async function connectLoop(sdk, callback) {
  const client = new sdk.Realtime({ url: 'ws://127.0.0.1:9/api', token: 'token', heartbeat: 0, WebSocket: LoopSocket });
  const socket = /** @type {LoopSocket} */ (await client.connectRealtime(callback));
  await client.joinRealtime({ group: GROUP });
  return { client, socket };
}
