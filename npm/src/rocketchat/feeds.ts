import { decode } from '../../../src/js/ejson.js';
import { RealtimeError } from '../error.js';
import type { CallOptions } from '../types.js';
import type { DataFrame } from './api.js';
import type { DdpCore } from './core.js';
import { refusedWith, type ServerError } from './server-error.js';

/** Makes a call of the core within its bounds, in the order of such calls. */
export type Reach = <T>(options: CallOptions, call: (core: DdpCore, options: CallOptions) => Promise<T>) => Promise<T>;

/** Who has a share in a feed. */
export interface Holder {
  /** An event of the stream has come. `read` gives its arguments, the same to all, decoded when they are read first. */
  hear(read: () => any[]): void;
  /** The feed is over: refused or ended by the server, or with the connection. */
  end(error?: RealtimeError): void;
}

/** One subscription at the server, and all who hold it. `params` are raw. */
export interface Feed {
  readonly name: string;
  readonly key: string;
  readonly params: unknown[];
  readonly ready: Promise<void>;
  readonly holders: Set<Holder>;
}

/** What the core tells of a subscription; the error where the server ended it with one. */
export interface FeedEvent {
  name: string;
  params: unknown[];
  error?: ServerError;
}

/**
 * The subscriptions at the server, one for each name and key however many hold it.
 *
 * Events of streams find their way by collection and event name: their `id` is the same for all of them.
 */
export class Feeds {
  #reach: Reach;
  #feeds = new Map<string, Map<string, Feed>>();
  /** Publications that have not sent again, on this connection, what they begin with. */
  #unsent = new Set<Feed>();

  constructor(reach: Reach) {
    this.#reach = reach;
  }

  /** Gives `holder` a share in the feed of this name and key, which begins with the first. */
  hold(name: string, key: string, params: unknown[], holder: Holder): Feed {
    const feed = this.#find(name, key) ?? this.#open(name, key, params);
    feed.holders.add(holder);
    return feed;
  }

  /** Takes the share back. The last one takes the subscription with it. */
  release(feed: Feed, holder: Holder): void {
    if (!feed.holders.delete(holder) || feed.holders.size) return;
    if (this.#drop(feed)) this.#unsubscribe(feed);
  }

  /** A frame has come: an event of a stream goes to those who hold it. */
  hear({ msg, collection, fields }: DataFrame): void {
    if (msg !== 'changed' || !fields) return;
    const feed = this.#find(collection, fields.eventName);
    if (!feed || !Array.isArray(fields.args)) return;
    let args: any[] | undefined;
    const read = () => (args ??= decode(fields.args) as any[]);
    for (const holder of [...feed.holders]) if (feed.holders.has(holder)) holder.hear(read);
  }

  /** Whether everything that the server publishes here has come on this connection. */
  get isWhole(): boolean {
    return !this.#unsent.size;
  }

  /** The connection is lost, and with it what the server has published. */
  lose(): void {
    for (const feed of this.#all()) if (!isStream(feed.name)) this.#unsent.add(feed);
  }

  /** The server has sent again what a feed begins with. */
  renewed({ name, params }: FeedEvent): void {
    const feed = this.#find(name, keyOf(name, params));
    if (feed) this.#unsent.delete(feed);
  }

  /** The server has ended a feed. Gives it, with why, where anybody held it. */
  ended({ name, params, error }: FeedEvent): { feed: Feed; error: RealtimeError } | undefined {
    const feed = this.#find(name, keyOf(name, params));
    if (!feed || !this.#drop(feed)) return undefined;
    const reason = refusedWith(error, 'The server ended the subscription.');
    end(feed, reason);
    return { feed, error: reason };
  }

  /** There is no connection any more: every feed is over. */
  clear(error?: RealtimeError): void {
    const feeds = this.#all();
    this.#feeds.clear();
    this.#unsent.clear();
    for (const feed of feeds) {
      this.#unsubscribe(feed);
      end(feed, error);
    }
  }

  #all(): Feed[] {
    return [...this.#feeds.values()].flatMap((keys) => [...keys.values()]);
  }

  #find(name: string, key: string): Feed | undefined {
    return this.#feeds.get(name)?.get(key);
  }

  #open(name: string, key: string, params: unknown[]): Feed {
    const ready = this.#reach({}, (core) => core.subscribe(name, params));
    const feed: Feed = { name, key, params, ready, holders: new Set() };
    ready.then(
      () => this.#unsent.delete(feed),
      (error: RealtimeError) => {
        if (this.#drop(feed)) end(feed, error);
      },
    );
    const keys = this.#feeds.get(name);
    if (keys) keys.set(key, feed);
    else this.#feeds.set(name, new Map([[key, feed]]));
    return feed;
  }

  /** Forgets a feed; gives whether it was known. Another one may have taken its place. */
  #drop(feed: Feed): boolean {
    const keys = this.#feeds.get(feed.name);
    if (keys?.get(feed.key) !== feed) return false;
    keys.delete(feed.key);
    this.#unsent.delete(feed);
    if (!keys.size) this.#feeds.delete(feed.name);
    return true;
  }

  #unsubscribe({ name, params }: Feed): void {
    // It cannot fail but with the module, and then there is nothing left to end.
    this.#reach({}, async (core) => core.unsubscribe(name, params)).catch(() => {});
  }
}

/** Whether a publication is a stream: it has events, and no documents. */
export const isStream = (name: string): boolean => name.startsWith('stream-');

/** The name of a stream as publications have it. */
export const streamName = (stream: string): string => (isStream(stream) ? stream : `stream-${stream}`);

/** What tells the subscriptions of one name apart: the event name of a stream, all parameters of a publication. */
export const keyOf = (name: string, params: unknown[]): string =>
  isStream(name) ? String(params[0]) : JSON.stringify(params);

function end(feed: Feed, error: RealtimeError | undefined): void {
  const holders = [...feed.holders];
  feed.holders.clear();
  for (const holder of holders) holder.end(error);
}
