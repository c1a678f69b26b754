/** Letters and digits that nobody takes for others. Source: Meteor's package `random`. */
const ALPHABET = '23456789ABCDEFGHJKLMNPQRSTWXYZabcdefghijkmnopqrstuvwxyz';
const LENGTH = 17;
/** Bytes from here on would make the first letters more frequent than the others. */
const FAIR = 256 - (256 % ALPHABET.length);

/** An id for a message, as servers make them: 17 letters and digits that nobody can guess. */
export function messageId(): string {
  let id = '';
  while (id.length < LENGTH) {
    for (const byte of crypto.getRandomValues(new Uint8Array(LENGTH))) {
      if (byte < FAIR && id.length < LENGTH) id += ALPHABET[byte % ALPHABET.length];
    }
  }
  return id;
}
