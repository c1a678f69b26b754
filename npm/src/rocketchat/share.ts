import { refusal, watch } from '../bounds.js';
import { RealtimeError } from '../error.js';
import type { CallOptions } from '../types.js';
import type { Share } from './api.js';
import type { Feed, Feeds, Holder } from './feeds.js';

/** Told what becomes of a share. */
export interface Shareholder {
  hear?(read: () => any[]): void;
  /** Once, when the share is over; the error is missing where it was given up, or the client closed. */
  end?(error: RealtimeError | undefined): void;
}

/** A share in a feed, with its beginning and its end. */
export class FeedShare implements Share, Holder {
  readonly ready: Promise<void>;
  readonly over: Promise<RealtimeError | undefined>;
  #feeds: Feeds;
  #holder: Shareholder;
  #feed: Feed | undefined;
  #accept!: () => void;
  #refuse!: (error: RealtimeError) => void;
  #finish!: (error: RealtimeError | undefined) => void;
  #isOver = false;

  constructor(feeds: Feeds, name: string, key: string, params: unknown[], options: CallOptions, holder: Shareholder = {}) {
    this.#feeds = feeds;
    this.#holder = holder;
    this.ready = new Promise((resolve, reject) => {
      this.#accept = resolve;
      this.#refuse = reject;
    });
    this.over = new Promise((resolve) => (this.#finish = resolve));
    this.ready.catch(() => {});
    const refused = refusal(options);
    if (refused) this.end(refused);
    else {
      this.#watch(options);
      this.#feed = feeds.hold(name, key, params, this);
      // That it is refused, the feed tells all who hold it.
      this.#feed.ready.then(this.#accept, () => {});
    }
  }

  get isOver(): boolean {
    return this.#isOver;
  }

  stop(): void {
    this.#leave(new RealtimeError('ABORTED', 'The subscription was stopped.'));
  }

  hear(read: () => any[]): void {
    this.#holder.hear?.(read);
  }

  end(error?: RealtimeError): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.#refuse(error ?? new RealtimeError('ABORTED', 'The connection was closed.'));
    this.#finish(error);
    this.#holder.end?.(error);
  }

  /** Gives the share up of its holder's own will: `ready` is rejected with `error` where it still waits. */
  #leave(error: RealtimeError): void {
    this.#release();
    this.#refuse(error);
    this.end();
  }

  /** The deadline is one for `ready`, the signal one for the whole of it. */
  #watch({ signal, timeout }: CallOptions): void {
    const settled = watch(timeout === undefined ? {} : { timeout }, (error) => {
      this.#release();
      this.end(error);
    });
    const abort = () => this.#leave(new RealtimeError('ABORTED', 'The call was aborted.', { cause: signal?.reason }));
    signal?.addEventListener('abort', abort);
    this.ready.then(settled, settled);
    void this.over.then(() => signal?.removeEventListener('abort', abort));
  }

  #release(): void {
    if (this.#feed) this.#feeds.release(this.#feed, this);
  }
}
