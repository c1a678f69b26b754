// @ts-check
// Runs in the page: makes the SDK work, and tells how much memory that has left.

import { GROUP, messageFrame, noticeFrame, privateFrame } from './frames.js';
import { connectLoop, hand } from './loop-socket.js';
import { moduleMemory, watchModule } from './module-memory.js';

/** @type {any} */
let sdk;
/** @type {Awaited<ReturnType<typeof connectLoop>>} */
let open;
let count = 0;
const callback = () => void count++;

/** Loads the SDK and connects. @param {string} path of the module */
export async function start(path) {
  sdk = await import(path);
  open = await watchModule(() => connectLoop(sdk, callback));
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

export { moduleMemory as wasm };
