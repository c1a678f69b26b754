// @ts-check
// The WebAssembly as text in a JavaScript string. Like base64 it is plain ASCII and needs
// no escapes in any kind of literal; unlike base64 each byte stays where it is for a
// compressor, one character for the frequent ones and two for the others. After gzip it
// is hardly larger than the bytes themselves, where base64 is larger by a third.

/** The characters that minifiers, quotes, templates and HTML leave alone. */
const ALPHABET = ' !#%&()*+,-./0123456789:;=>?@ABCDEFGHIJKLMNOPQRSTUVWXYZ[]^_abcdefghijklmnopqrstuvwxyz{|}~';

/** So many of them announce a byte of the second and third page; the others are the bytes of a page. */
const PAGES = 2;

/** How many bytes are in a page. */
const PAGE = ALPHABET.length - PAGES;

/**
 * @typedef {object} Ascii
 * @property {string} text
 * @property {string} order the 256 bytes in hexadecimal, the most frequent first
 * @property {number} length how many bytes there are
 */

/**
 * @param {Uint8Array} bytes
 * @returns {Ascii}
 */
export function encode(bytes) {
  const counts = new Uint32Array(256);
  for (const byte of bytes) counts[byte] = (counts[byte] ?? 0) + 1;
  const order = [...counts.keys()].sort((a, b) => (counts[b] ?? 0) - (counts[a] ?? 0));
  /** @type {string[]} */
  const codes = [];
  order.forEach((byte, rank) => {
    const page = Math.floor(rank / PAGE);
    codes[byte] = (page > 0 ? ALPHABET.charAt(page - 1) : '') + ALPHABET.charAt(PAGES + (rank % PAGE));
  });
  return {
    text: Array.from(bytes, (byte) => codes[byte]).join(''),
    order: Buffer.from(order).toString('hex'),
    length: bytes.length,
  };
}

/**
 * @param {Ascii} ascii
 * @returns {Uint8Array<ArrayBuffer>}
 */
export function decode({ text, order, length }) {
  const bytes = new Uint8Array(length);
  let page = 0;
  let at = 0;
  /** @type {number[]} */
  const ranks = [];
  for (let rank = 0; rank < ALPHABET.length; rank++) ranks[ALPHABET.charCodeAt(rank)] = rank - PAGES;
  const byRank = Array.from({ length: 256 }, (_, rank) => parseInt(order.slice(2 * rank, 2 * rank + 2), 16));
  for (let i = 0; i < text.length; i++) {
    const rank = /** @type {number} */ (ranks[text.charCodeAt(i)]);
    if (rank < 0) {
      page = PAGE * (rank + PAGES + 1);
    } else {
      bytes[at++] = /** @type {number} */ (byRank[page + rank]);
      page = 0;
    }
  }
  return bytes;
}
