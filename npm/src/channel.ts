import { RealtimeError } from './error.js';

/** How many values may wait for the reader. */
export const CAPACITY = 1000;

interface Reader<T> {
  resolve(result: IteratorResult<T>): void;
  reject(error: RealtimeError): void;
}

/**
 * Values on their way from one who pushes to one who reads, in order.
 *
 * A reader that falls behind loses nothing without knowing: it gets what waits, then an error.
 */
export class Channel<T> implements AsyncIterableIterator<T> {
  #values: T[] = [];
  /** Reads that wait; there are none while values do. */
  #readers: Reader<T>[] = [];
  #hasEnded = false;
  /** What the next read after the last value is rejected with. */
  #error: RealtimeError | undefined;

  /** Gives whether it takes more values after this one. */
  push(value: T): boolean {
    const reader = this.#readers.shift();
    if (reader) reader.resolve({ done: false, value });
    else if (this.#values.length < CAPACITY && !this.#hasEnded) this.#values.push(value);
    else this.end(new RealtimeError('QUEUE_FULL', `The reader is more than ${CAPACITY} messages behind.`));
    return !this.#hasEnded;
  }

  /** Lets the reader come to its end after what waits, or to `error`. */
  end(error?: RealtimeError): void {
    if (this.#hasEnded) return;
    this.#hasEnded = true;
    this.#error = error;
    for (const { resolve, reject } of this.#readers.splice(0)) this.next().then(resolve, reject);
  }

  next(): Promise<IteratorResult<T>> {
    if (this.#values.length) return Promise.resolve({ done: false, value: this.#values.shift()! });
    const error = this.#error;
    // After an error comes the end, as with every iterator.
    this.#error = undefined;
    if (error) return Promise.reject(error);
    if (this.#hasEnded) return Promise.resolve({ done: true, value: undefined });
    return new Promise((resolve, reject) => this.#readers.push({ resolve, reject }));
  }

  /** Ends it from the reader's side: `break` in a loop. */
  return(): Promise<IteratorResult<T>> {
    this.#values = [];
    this.end();
    this.#error = undefined;
    return this.next();
  }

  [Symbol.asyncIterator](): this {
    return this;
  }
}
