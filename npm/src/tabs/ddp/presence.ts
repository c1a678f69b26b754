import type { Tab } from '../company.js';
import { type Message, nosub, type Server, type Subscriptions, tell } from './messages.js';

/** The publication of who is present. Source: Rocket.Chat's own web client. */
export const PRESENCE = 'stream-user-presence';

/** The users that a tab watches. */
interface Watch {
  /** The id of the tab's subscription. */
  id: string;
  uids: Set<string>;
}

/** A command that the server has not answered. */
interface Pending {
  /** Undefined when it is gone. */
  tab: Tab | undefined;
  id: string;
  /** Whether it begins the subscription of its tab, which the server's would be ready with. */
  isFirst: boolean;
}

/**
 * Who is present, of those whom any tab watches: one set at the server. Its first subscription stays, and takes commands in
 * the form of further ones, which are answered by `nosub`. Each tab has the same protocol with the relay.
 */
export class Presence implements Subscriptions {
  #server: Server;
  #watches = new Map<Tab, Watch>();
  #pending = new Map<string, Pending>();
  /** The relay's id of the subscription that stays. */
  #base: string | undefined;
  /** How the users are, in the words of the server: it does not say again what it has said. */
  #known = new Map<string, string>();

  constructor(server: Server) {
    this.#server = server;
  }

  subscribe(tab: Tab, { id = '', name = PRESENCE, params = [] }: Message): void {
    const { added = [], removed = [] } = (params[1] ?? {}) as { added?: string[]; removed?: string[] };
    const watch = this.#watches.get(tab);
    const isFirst = !watch;
    const { uids } = watch ?? this.#begin(tab, id);
    const before = this.#all();
    for (const uid of added) {
      const known = uids.has(uid) ? undefined : this.#known.get(uid);
      uids.add(uid);
      if (known !== undefined) tab.receive(known);
    }
    for (const uid of removed) uids.delete(uid);
    const change = this.#changeFrom(before);
    if (!change && this.#base !== undefined) return answer({ tab, id, isFirst });
    const own = this.#command(name, change ?? { added: [], removed: [] });
    this.#pending.set(own, { tab, id, isFirst });
  }

  unsubscribe(tab: Tab, id: string): boolean {
    if (this.#watches.get(tab)?.id !== id) return false;
    this.leave(tab);
    tell(tab, nosub(id));
    return true;
  }

  ready(id: string): boolean {
    const pending = this.#pending.get(id);
    if (pending) {
      this.#pending.delete(id);
      this.#base = id;
      answer(pending);
      if (!this.#watches.size) this.#close();
    }
    return pending !== undefined || id === this.#base;
  }

  ended(id: string, error: unknown): boolean {
    if (id === this.#base) {
      this.#end(error);
      return true;
    }
    const pending = this.#pending.get(id);
    if (!pending) return false;
    this.#pending.delete(id);
    const isRefused = error !== undefined || this.#base === undefined;
    if (!isRefused) answer(pending);
    else {
      if (pending.isFirst && pending.tab) this.#watches.delete(pending.tab);
      if (pending.tab) tell(pending.tab, nosub(pending.id, error));
    }
    return true;
  }

  /** How a user is, for those who watch. Here the id of the message is the user. */
  hear({ id = '', fields }: Message, text: string): void {
    const uid = String(fields?.uid ?? id);
    for (const [tab, { uids }] of this.#watches) {
      if (!uids.has(uid)) continue;
      this.#known.set(uid, text);
      tab.receive(text);
    }
  }

  leave(tab: Tab): void {
    const before = this.#all();
    for (const pending of this.#pending.values()) if (pending.tab === tab) pending.tab = undefined;
    if (!this.#watches.delete(tab)) return;
    const change = this.#changeFrom(before);
    if (this.#watches.size) {
      if (change) this.#command(PRESENCE, change);
    } else if (this.#base !== undefined) this.#close();
  }

  #begin(tab: Tab, id: string): Watch {
    const watch = { id, uids: new Set<string>() };
    this.#watches.set(tab, watch);
    return watch;
  }

  #close(): void {
    this.#server.send({ msg: 'unsub', id: this.#base });
    this.#base = undefined;
  }

  #all(): Set<string> {
    return new Set([...this.#watches.values()].flatMap(({ uids }) => [...uids]));
  }

  /** What has become of the set since it was `before`, if it is another one. Who is watched no more is known no more. */
  #changeFrom(before: Set<string>): { added: string[]; removed: string[] } | undefined {
    const now = this.#all();
    const added = [...now].filter((uid) => !before.has(uid));
    const removed = [...before].filter((uid) => !now.has(uid));
    for (const uid of removed) this.#known.delete(uid);
    return added.length || removed.length ? { added, removed } : undefined;
  }

  #command(name: string, change: { added: string[]; removed: string[] }): string {
    const id = this.#server.nextId();
    this.#server.send({ msg: 'sub', id, name, params: ['', change] });
    return id;
  }

  /** The server has ended the subscription. */
  #end(error: unknown): void {
    const watches = [...this.#watches];
    this.#base = undefined;
    this.#watches.clear();
    this.#known.clear();
    for (const [tab, { id }] of watches) tell(tab, nosub(id, error));
  }
}

/** Answers a command that was carried out. */
function answer({ tab, id, isFirst }: Pending): void {
  if (tab) tell(tab, isFirst ? { msg: 'ready', subs: [id] } : nosub(id));
}
