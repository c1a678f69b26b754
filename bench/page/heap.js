// @ts-check
// Runs in the page: makes the SDK work, and tells how much memory the WebAssembly module has.

import { GROUP, messageFrame, noticeFrame, privateFrame } from './frames.js';
import { connectLoop, hand, LoopSocket } from './loop-socket.js';

/** @type {WebAssembly.Exports} */
let exported = {};
/** @type {any} */
let sdk;
/** @type {Awaited<ReturnType<typeof connectLoop>>} */
let open;
let count = 0;
const callback = () => void count++;

/** Loads the SDK and connects. @param {string} path of the module */
export async function start(path) {
  // The module keeps its exports to itself: this is where they pass by.
  const instantiate = WebAssembly.instantiate;
  WebAssembly.instantiate = /** @type {any} */ (
    async (/** @type {BufferSource} */ bytes, /** @type {WebAssembly.Imports} */ imports) => {
      const made = /** @type {any} */ (await instantiate(bytes, imports));
      exported = (made.instance ?? made).exports;
      return made;
    }
  );
  sdk = await import(path);
  open = await connectLoop(sdk, callback);
  WebAssembly.instantiate = instantiate;
}

const frames = Array.from({ length: 64 }, (_, seq) => [noticeFrame, privateFrame][seq % 16]?.(seq) ?? messageFrame(200, seq));

/** Hands over messages: mostly to the group, some private ones and notices. @param {number} messages */
export function deliver(messages) {
  const before = count;
  open.socket.rewind();
  hand(open.socket, frames, messages);
  if (count - before !== messages) throw new Error(`${count - before} of ${messages} messages arrived`);
}

/** Closes the connection and opens it again, so many times. @param {number} times */
export async function reconnect(times) {
  for (let at = 0; at < times; at++) {
    await open.client.closeRealtime();
    await reopen();
  }
}

/** Makes, connects, closes and forgets so many clients. @param {number} times */
export async function renew(times) {
  for (let at = 0; at < times; at++) {
    const { client, socket } = await connectLoop(sdk, callback);
    hand(socket, frames.slice(1), 1);
    await client.closeRealtime();
  }
}

/** Loses the connection and opens it again, so many times. @param {number} times */
export async function lose(times) {
  for (let at = 0; at < times; at++) {
    const lost = new Promise((resolve) => setTimeout(resolve));
    open.socket.close();
    await lost;
    await reopen();
  }
}

async function reopen() {
  open.socket = await open.client.connectRealtime(callback);
  await open.client.joinRealtime({ group: GROUP });
}

/** Waits until the finalizers of what was collected have run. */
export const settle = () => new Promise((resolve) => setTimeout(resolve, 50));

/** Bytes of linear memory, and places for handles to JavaScript values. */
export function wasm() {
  const all = Object.values(exported);
  const memory = all.find((value) => value instanceof WebAssembly.Memory);
  const lengths = all.map((value) => (value instanceof WebAssembly.Table ? value.length : 0));
  if (!memory || !LoopSocket.latest) throw new Error('the WebAssembly module was not seen');
  return { bytes: memory.buffer.byteLength, handles: lengths.reduce((sum, length) => sum + length, 0) };
}
