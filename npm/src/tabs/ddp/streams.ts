import type { Tab } from '../company.js';
import { type Message, nosub, type Server, type Subscriptions, tell } from './messages.js';

/** A tab's subscription to a stream. */
interface Holder {
  tab: Tab;
  /** The id that the tab has given it. */
  id: string;
  params: unknown[];
}

/** One subscription at the server, and all who hold it. */
interface Feed {
  name: string;
  key: string;
  /** The relay's id. */
  id: string;
  /** What it was made with. */
  params: unknown[];
  isReady: boolean;
  holders: Holder[];
}

/** The subscriptions to streams: one at the server for each stream and key, because two would bring each event twice. */
export class Streams implements Subscriptions {
  #server: Server;
  #byKey = new Map<string, Feed>();
  #byId = new Map<string, Feed>();

  constructor(server: Server) {
    this.#server = server;
  }

  subscribe(tab: Tab, { id = '', name = '', params = [] }: Message): void {
    const holder = { tab, id, params };
    const feed = this.#byKey.get(keyOf(name, params[0]));
    if (!feed) return this.#open(name, [holder]);
    feed.holders.push(holder);
    if (feed.isReady) tell(tab, { msg: 'ready', subs: [id] });
  }

  unsubscribe(tab: Tab, id: string): boolean {
    for (const feed of this.#byId.values()) {
      if (!feed.holders.some((holder) => holder.tab === tab && holder.id === id)) continue;
      this.#release(feed, (holder) => holder.tab === tab && holder.id === id);
      tell(tab, nosub(id));
      return true;
    }
    return false;
  }

  ready(id: string): boolean {
    const feed = this.#byId.get(id);
    // A login makes the server say it again.
    if (feed && !feed.isReady) {
      feed.isReady = true;
      for (const { tab, id } of feed.holders) tell(tab, { msg: 'ready', subs: [id] });
    }
    return feed !== undefined;
  }

  ended(id: string, error: unknown): boolean {
    const feed = this.#byId.get(id);
    if (!feed) return false;
    this.#forget(feed);
    // What is refused is what was asked with: others may have been asking with more.
    const asked = JSON.stringify(feed.params);
    const isOver = ({ params }: Holder) => feed.isReady || JSON.stringify(params) === asked;
    const others = feed.holders.filter((holder) => !isOver(holder));
    if (others.length) this.#open(feed.name, others);
    for (const { tab, id } of feed.holders.filter(isOver)) tell(tab, nosub(id, error));
    return true;
  }

  /** An event goes to the tabs that hold its key. */
  hear({ collection = '', fields }: Message, text: string): void {
    const feed = this.#byKey.get(keyOf(collection, fields?.eventName));
    for (const tab of new Set(feed?.holders.map(({ tab }) => tab))) tab.receive(text);
  }

  leave(tab: Tab): void {
    for (const feed of [...this.#byId.values()]) this.#release(feed, (holder) => holder.tab === tab);
  }

  #open(name: string, holders: Holder[]): void {
    const id = this.#server.nextId();
    const { params } = holders[0]!;
    const feed = { name, key: keyOf(name, params[0]), id, params, isReady: false, holders };
    this.#byKey.set(feed.key, feed);
    this.#byId.set(id, feed);
    this.#server.send({ msg: 'sub', id, name, params });
  }

  #release(feed: Feed, isGone: (holder: Holder) => boolean): void {
    feed.holders = feed.holders.filter((holder) => !isGone(holder));
    if (feed.holders.length) return;
    this.#forget(feed);
    this.#server.send({ msg: 'unsub', id: feed.id });
  }

  #forget(feed: Feed): void {
    this.#byId.delete(feed.id);
    this.#byKey.delete(feed.key);
  }
}

const keyOf = (name: string, key: unknown): string => `${name} ${JSON.stringify(key)}`;
