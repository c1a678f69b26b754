import { tell } from '../../../src/js/events.js';
import { encode } from '../../../src/js/ejson.js';
import { invalid } from '../bounds.js';
import { Channel } from '../channel.js';
import type { RealtimeError } from '../error.js';
import type { InteropObservable, Observer, StreamObservable, StreamOptions, Subscription, Unsubscribable } from './api.js';
import { type Feeds, streamName } from './feeds.js';
import { FeedShare } from './share.js';

/** Where events go: a listener, a reader, an observer. */
interface Sink {
  next(args: any): void;
  end(error: RealtimeError | undefined): void;
}

/** A share in a stream, and all who are told its events. */
export class StreamShare implements Subscription {
  readonly stream: string;
  readonly key: string;
  #share: FeedShare;
  #sinks = new Set<Sink>();
  /** Why it is over, for those who come later. */
  #error: RealtimeError | undefined;

  constructor(feeds: Feeds, stream: string, key: string, listener: ((...args: any[]) => void) | null | undefined, options: StreamOptions) {
    if (typeof stream !== 'string') throw invalid('stream', 'must be a string.');
    if (typeof key !== 'string') throw invalid('key', 'must be a string.');
    const name = streamName(stream);
    this.stream = name.slice('stream-'.length);
    this.key = key;
    if (listener) this.#sinks.add({ next: (args) => listener(...args), end() {} });
    this.#share = new FeedShare(feeds, name, key, [key, secondParam(options)], options, {
      hear: (read) => this.#hear(read),
      end: (error) => this.#end(error),
    });
    markObservable(this);
  }

  get ready(): Promise<void> {
    return this.#share.ready;
  }

  get over(): Promise<RealtimeError | undefined> {
    return this.#share.over;
  }

  stop(): void {
    this.#share.stop();
  }

  subscribe(observer: Observer<any[]> | ((args: any[]) => void) = {}): Unsubscribable {
    const { next, error, complete }: Observer<any[]> =
      typeof observer === 'function' ? { next: observer } : bound(observer);
    return this.#add({
      next: (args) => next?.(args),
      end: (reason) => (reason ? error?.(reason) : complete?.()),
    });
  }

  [Symbol.asyncIterator](): AsyncIterableIterator<any[]> {
    const reader = new Channel<any[]>();
    const sink = this.#add({
      next: (args) => {
        if (!reader.push(args)) sink.unsubscribe();
      },
      end: (error) => reader.end(error),
    });
    return reader;
  }

  #hear(read: () => any[]): void {
    // One that is told may bring others, or end it.
    for (const sink of [...this.#sinks]) if (this.#sinks.has(sink)) tell(sink.next, read());
  }

  #end(error: RealtimeError | undefined): void {
    this.#error = error;
    const sinks = [...this.#sinks];
    this.#sinks.clear();
    for (const sink of sinks) tell(sink.end, error);
  }

  #add(sink: Sink): Unsubscribable {
    if (this.#share.isOver) tell(sink.end, this.#error);
    else this.#sinks.add(sink);
    return { unsubscribe: () => void this.#sinks.delete(sink) };
  }
}

/** Subscribes for each who observes or reads, as long as they do. */
export function observable(begin: () => Subscription): StreamObservable {
  const made: StreamObservable = {
    subscribe(observer) {
      const subscription = begin();
      subscription.subscribe(observer);
      return { unsubscribe: () => subscription.stop() };
    },
    async *[Symbol.asyncIterator]() {
      const subscription = begin();
      try {
        yield* subscription;
      } finally {
        subscription.stop();
      }
    },
  };
  markObservable(made);
  return made;
}

/** Lets libraries know an observable, also one that does not share its class: the symbol may not exist in this place. */
export function markObservable(observable: InteropObservable<any>): void {
  const symbol = (Symbol as { observable?: symbol }).observable;
  for (const key of symbol ? [symbol, '@@observable'] : ['@@observable']) {
    Object.defineProperty(observable, key, { value: () => observable });
  }
}

function bound(observer: Observer<any[]>): Observer<any[]> {
  const { next, error, complete } = observer;
  return { next: next?.bind(observer)!, error: error?.bind(observer)!, complete: complete?.bind(observer)! };
}

/** The second parameter of a subscription. Servers take the token of a visitor under one name or the other. */
function secondParam({ args = [], visitorToken, useCollection = false, legacy }: StreamOptions): unknown {
  if (legacy) return useCollection;
  const visitor = visitorToken === undefined ? [] : [{ token: visitorToken, visitorToken }];
  return { useCollection, args: encode([...args, ...visitor]) };
}
