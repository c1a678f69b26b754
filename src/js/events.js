/** The types of deliveries with the keys of their payloads, in the order of `DeliveryKind::KEYS`. */
const KINDS = [
  ['message', '#message'],
  ['private', '#private'],
  ['notice', '#notice'],
  ['error', '#error'],
];

/**
 * A listener for a socket's messages: passes `receive` the frame, or nothing for data that is none.
 *
 * A frame is a JSON object as text, or, where the service sends it so, percent-encoded as a whole.
 */
export const listen = (receive, mayBeEncoded) => (event) => receive(readFrame(event.data, mayBeEncoded));

function readFrame(data, mayBeEncoded) {
  try {
    if (mayBeEncoded && data.startsWith('%7B')) data = decodeURI(data);
    const frame = JSON.parse(data);
    if (frame && typeof frame === 'object' && !Array.isArray(frame)) return frame;
  } catch {
    // Told by giving nothing.
  }
}

/** The number of the first kind in `KINDS` whose key `frame` has, or -1. Most frames are messages. */
export const kindOf = (frame) =>
  frame['#message'] !== undefined ? 0 : KINDS.findIndex(([, key]) => frame[key] !== undefined);

/** Tells the callback what the server delivered. */
export function deliver(callback, kind, frame) {
  const [type, key] = KINDS[kind];
  const cid = frame['#scid'];
  tell(callback, {
    type,
    message: frame[key],
    sender: frame['#user_id'] ?? null,
    sender_cid: cid == null ? null : 'cid:' + cid,
    sender_rid: frame['#srid'] ?? null,
    code: frame['#code'] ?? null,
  });
}

/** Tells the callback about the connection. */
export function announce(callback, type, message) {
  tell(callback, { type, message });
}

/** Calls one of the page's callbacks. What it throws is its page's error: reported like any other, and nothing else. */
export function tell(callback, event) {
  try {
    callback(event);
  } catch (error) {
    if (typeof reportError === 'function') reportError(error);
    else console.error(error);
  }
}

/** The answer of a call that succeeded. */
export const answer = (message) => ({ type: 'success', message });
