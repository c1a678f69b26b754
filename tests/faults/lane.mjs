// @ts-check
// One direction of a proxied connection: bytes come from one socket and go to the other, as the
// conditions of the moment let them.

/**
 * What a direction does to the bytes that come along.
 * @typedef {object} Conditions
 * @property {boolean} [lost] they vanish, and so does the end of the connection: nobody is told
 * @property {boolean} [held] they wait until this is taken back
 * @property {number} [latency] milliseconds that each takes
 * @property {number} [jitter] up to so many milliseconds more; order is kept, as in TCP
 * @property {number} [bytesPerSecond]
 * @property {number} [cutAfter] so many more bytes pass, then the connection is reset
 * @property {number} [lostAfter] so many more bytes pass, then all is lost
 */

/** Bytes that a lane holds before it stops reading, so that the sender feels a slow link. */
const HIGH_WATER = 16 * 1024;

/** The longest time that a throttled piece stands for, in milliseconds. */
const SLICE = 20;

export class Lane {
  /** @type {Conditions} */
  #conditions = {};
  /** @type {{ bytes: Buffer, due: number }[]} */
  #queue = [];
  #queued = 0;
  /** When the piece queued last will have gone out. */
  #busyUntil = 0;
  /** @type {NodeJS.Timeout | undefined} */
  #timer;
  #ended = false;

  /**
   * @param {import('node:net').Socket} from
   * @param {import('node:net').Socket} to
   * @param {{ reset: () => void, random: () => number }} owner
   */
  constructor(from, to, { reset, random }) {
    this.from = from;
    this.to = to;
    this.reset = reset;
    this.random = random;
    /** How many bytes have come so far, those that were lost included. */
    this.bytes = 0;
    from.on('data', (bytes) => this.#take(bytes));
    from.on('end', () => {
      this.#ended = true;
      this.#flow();
    });
    to.on('drain', () => this.#flow());
  }

  /** Replaces the conditions. What is queued already goes out under the new ones. @param {Conditions} conditions */
  set(conditions) {
    this.#conditions = { ...conditions };
    this.#flow();
  }

  stop() {
    clearTimeout(this.#timer);
    this.#queue = [];
    this.#queued = 0;
  }

  /** @param {Buffer} bytes */
  #take(bytes) {
    this.bytes += bytes.length;
    const { lost, cutAfter, lostAfter, bytesPerSecond } = this.#conditions;
    if (lost) return;
    const passing = bytes.subarray(0, Math.min(cutAfter ?? Infinity, lostAfter ?? Infinity, bytes.length));
    const slice = bytesPerSecond ? Math.max(1, Math.floor((bytesPerSecond * SLICE) / 1000)) : bytes.length;
    for (let at = 0; at < passing.length; at += slice) this.#enqueue(passing.subarray(at, at + slice));
    if (cutAfter !== undefined) this.#conditions.cutAfter = Math.max(0, cutAfter - bytes.length);
    if (lostAfter !== undefined) {
      const left = lostAfter - bytes.length;
      this.#conditions = left > 0 ? { ...this.#conditions, lostAfter: left } : { lost: true };
    }
    this.#flow();
  }

  /** @param {Buffer} bytes */
  #enqueue(bytes) {
    const { latency = 0, jitter = 0, bytesPerSecond } = this.#conditions;
    const now = performance.now();
    const onWay = latency + jitter * this.random();
    const sending = bytesPerSecond ? (bytes.length / bytesPerSecond) * 1000 : 0;
    // What came before goes first, whatever its jitter was.
    this.#busyUntil = Math.max(now + onWay, this.#busyUntil) + sending;
    this.#queue.push({ bytes, due: this.#busyUntil });
    this.#queued += bytes.length;
  }

  /** Sends what is due, and comes back for the rest. */
  #flow() {
    clearTimeout(this.#timer);
    if (this.from.destroyed && !this.#ended) return;
    if (!this.#conditions.held) this.#send();
    if (this.#queued > HIGH_WATER || (this.#conditions.held && this.#queued > 0)) this.from.pause();
    else if (this.from.isPaused()) this.from.resume();
  }

  #send() {
    for (;;) {
      const [next] = this.#queue;
      if (!next) return this.#finish();
      const wait = next.due - performance.now();
      if (wait > 0) {
        this.#timer = setTimeout(() => this.#flow(), wait);
        return;
      }
      if (this.to.writableNeedDrain) return;
      this.#queue.shift();
      this.#queued -= next.bytes.length;
      if (!this.to.destroyed) this.to.write(next.bytes);
    }
  }

  /** All that came has gone out. */
  #finish() {
    // The last bytes must be on their way before the reset overtakes them.
    if (this.#conditions.cutAfter === 0) return void this.to.write('', this.reset);
    if (this.#ended && !this.#conditions.lost) this.to.end();
  }
}
