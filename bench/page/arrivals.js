// @ts-check
// Runs in the page: when messages arrive that somebody else posts, at the SDK and at a plain WebSocket.

let wanted = 0;
let count = 0;
let first = 0;
/** @type {(ns: number) => void} */
let report = () => {};
/** @type {Promise<number>} */
let arrived;

/** The callback of both sides. @param {any} event */
function callback(event) {
  if (event.type === 'notice' || '#notice' in event) return;
  if (count === 0) first = performance.now();
  if (++count === wanted) report(((performance.now() - first) * 1e6) / (wanted - 1));
}

/**
 * Opens both connections, each in a group of its own.
 * @param {{ sdk: string, url: string, token: string, groups: { sdk: string, plain: string } }} where
 */
export async function open({ sdk, url, token, groups }) {
  const { Realtime } = await import(sdk);
  const client = new Realtime({ url, token, heartbeat: 0 });
  await client.connectRealtime(callback);
  await client.joinRealtime({ group: groups.sdk });
  const socket = new WebSocket(`${url}?token=${token}`);
  await new Promise((resolve, reject) => {
    socket.onerror = reject;
    socket.onopen = resolve;
  });
  // Joined when the notice is here.
  await new Promise((resolve) => {
    socket.onmessage = resolve;
    socket.send(JSON.stringify({ action: 'joinRoom', rid: groups.plain }));
  });
  socket.onmessage = (event) => callback(JSON.parse(event.data));
}

/** Begins to count. @param {number} messages */
export function expect(messages) {
  wanted = messages;
  count = 0;
  arrived = new Promise((resolve) => (report = resolve));
}

/** Nanoseconds from one arrival to the next. */
export const interval = () => arrived;
