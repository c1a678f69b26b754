/**
 * Reads a frame: a JSON object as text, or, where the service sends it so, percent-encoded as
 * a whole. Undefined for anything else, so that nothing is thrown across the border.
 */
export function readFrame(data, mayBeEncoded) {
  try {
    if (mayBeEncoded && data.startsWith('%7B')) data = decodeURI(data);
    const frame = JSON.parse(data);
    if (frame && typeof frame === 'object' && !Array.isArray(frame)) return frame;
  } catch {}
}

/** Tells the callback what the server delivered. */
export function deliver(callback, type, message, sender, cid, group, code) {
  tell(callback, {
    type,
    message,
    sender: sender ?? null,
    sender_cid: cid == null ? null : 'cid:' + cid,
    sender_rid: group ?? null,
    code: code ?? null,
  });
}

/** Tells the callback about the connection. */
export function announce(callback, type, message) {
  tell(callback, { type, message });
}

/** What the callback throws is its page's error: reported like any other, and nothing else. */
function tell(callback, event) {
  try {
    callback(event);
  } catch (error) {
    if (typeof reportError === 'function') reportError(error);
    else console.error(error);
  }
}

/** The answer of a call that succeeded. */
export const answer = (message) => ({ type: 'success', message });
