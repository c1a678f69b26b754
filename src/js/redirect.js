const TURNS = [
  [7, 12, 17, 22],
  [5, 9, 14, 20],
  [4, 11, 16, 23],
  [6, 10, 15, 21],
];

/** The promise of a call's response, which is taken along to where the form leads. */
export async function follow(promise, snapshot, service) {
  const response = await promise;
  redirect(snapshot, service, response);
  return response;
}

/**
 * Goes where a submitted form's `action` leads, and leaves the response there for
 * `getFormResponse()` of skapi-js: in the session storage, under the service and the MD5 of the
 * page's URL without its query. Source: skapi-js 1.5.8, `src/utils/network.ts`.
 *
 * @param {{ action?: string }} snapshot from `readForm`; without an `action` nothing happens
 * @param {string} service
 * @param {unknown} response
 */
export function redirect({ action }, service, response) {
  if (action === undefined) return;
  try {
    const key = service + ':' + md5(action.split('?')[0]);
    sessionStorage.setItem(key, JSON.stringify(response));
  } catch {
    // A storage that is full or forbidden holds nobody up.
  }
  if (action === location.href) location.replace(action);
  else location.href = action;
}

/**
 * The MD5 of `text` in hexadecimal digits (RFC 1321). No protection against anybody: it only
 * has to be what skapi-js looks for.
 *
 * @param {string} text
 * @returns {string}
 */
export function md5(text) {
  const bytes = new TextEncoder().encode(text);
  const words = new Uint32Array(16 * (1 + ((bytes.length + 8) >> 6)));
  for (let at = 0; at <= bytes.length; at++) words[at >> 2] |= (bytes[at] ?? 0x80) << (8 * (at & 3));
  words[words.length - 2] = 8 * bytes.length;

  const state = Uint32Array.of(0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476);
  for (let block = 0; block < words.length; block += 16) {
    let [a, b, c, d] = state;
    for (let step = 0; step < 64; step++) {
      const round = step >> 4;
      const mixed = [(b & c) | (~b & d), (d & b) | (~d & c), b ^ c ^ d, c ^ (b | ~d)][round];
      const word = words[block + ([step, 5 * step + 1, 3 * step + 5, 7 * step][round] & 15)];
      const constant = Math.floor(Math.abs(Math.sin(step + 1)) * 2 ** 32);
      const sum = (a + mixed + constant + word) | 0;
      const turn = TURNS[round][step & 3];
      a = d;
      d = c;
      c = b;
      b = (b + ((sum << turn) | (sum >>> (32 - turn)))) | 0;
    }
    [a, b, c, d].forEach((value, at) => (state[at] += value));
  }
  return Array.from(new Uint8Array(state.buffer), (byte) => byte.toString(16).padStart(2, '0')).join('');
}
