// @ts-check
// The WebAssembly as text in a JavaScript string. Like base64 it is plain ASCII and needs
// no escapes in any kind of literal; unlike base64 each byte stays where it is for a
// compressor, one character for the frequent ones and two for the others. After gzip it
// is no larger than the bytes themselves, where base64 is larger by a third.

/** The characters that minifiers, quotes, templates and HTML leave alone. */
const ALPHABET = ' !#%&()*+,-./0123456789:;=>?@ABCDEFGHIJKLMNOPQRSTUVWXYZ[]^_abcdefghijklmnopqrstuvwxyz{|}~';

/** So many of them announce a byte of the second and third page; the others are the bytes of a page. */
const PAGES = 2;

/** How many bytes are in a page. */
const PAGE = ALPHABET.length - PAGES;

/** What is true of one byte, as a bit of a large number. @param {number} byte */
const bit = (byte) => 1n << BigInt(byte);

/**
 * @typedef {object} Ascii
 * @property {string} text
 * @property {string} frequent which bytes are on the first page: a number in hexadecimal, with a bit for each of the 256
 * @property {number} length how many bytes there are
 */

/**
 * @param {Uint8Array} bytes
 * @returns {Ascii}
 */
export function encode(bytes) {
  const counts = new Uint32Array(256);
  for (const byte of bytes) counts[byte] = (counts[byte] ?? 0) + 1;
  const byCount = [...counts.keys()].sort((a, b) => (counts[b] ?? 0) - (counts[a] ?? 0));
  const frequent = byCount.slice(0, PAGE).reduce((mask, byte) => mask | bit(byte), 0n);
  /** @type {string[]} */
  const codes = [];
  ranking(frequent).forEach((byte, rank) => {
    const page = Math.floor(rank / PAGE);
    codes[byte] = (page > 0 ? ALPHABET.charAt(page - 1) : '') + ALPHABET.charAt(PAGES + (rank % PAGE));
  });
  return { text: Array.from(bytes, (byte) => codes[byte]).join(''), frequent: `0x${frequent.toString(16)}`, length: bytes.length };
}

/**
 * @param {Ascii} ascii
 * @returns {Uint8Array<ArrayBuffer>}
 */
export function decode({ text, frequent, length }) {
  const bytes = new Uint8Array(length);
  let page = 0;
  let at = 0;
  /** @type {number[]} */
  const ranks = [];
  for (let rank = 0; rank < ALPHABET.length; rank++) ranks[ALPHABET.charCodeAt(rank)] = rank - PAGES;
  const byRank = ranking(BigInt(frequent));
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

/**
 * The 256 bytes in the order in which they have their codes: the frequent ones first, and each sort by value, because
 * neighbours often have to do with each other.
 * @param {bigint} frequent
 */
function ranking(frequent) {
  const isRare = (/** @type {number} */ byte) => Number(!(frequent & bit(byte)));
  return [...Array(256).keys()].sort((a, b) => isRare(a) - isRare(b));
}
