import type { Tab } from '../company.js';
import { type Message, nosub, type Server, type Subscriptions, tell } from './messages.js';

/** The subscriptions to ordinary publications: each tab has its own at the server, which sends a document of two of them once. */
export class Publications implements Subscriptions {
  #server: Server;
  /** Whose they are, and the ids that the tabs have given them, by the relay's. */
  #all = new Map<string, { tab: Tab; id: string }>();

  constructor(server: Server) {
    this.#server = server;
  }

  subscribe(tab: Tab, message: Message): void {
    const id = this.#server.nextId();
    this.#all.set(id, { tab, id: message.id ?? '' });
    this.#server.send({ ...message, id });
  }

  /** The server answers, once it has taken the documents back. */
  unsubscribe(tab: Tab, id: string): boolean {
    for (const [own, one] of this.#all) {
      if (one.tab !== tab || one.id !== id) continue;
      this.#server.send({ msg: 'unsub', id: own });
      return true;
    }
    return false;
  }

  ready(id: string): boolean {
    const one = this.#all.get(id);
    if (one) tell(one.tab, { msg: 'ready', subs: [one.id] });
    return one !== undefined;
  }

  ended(id: string, error: unknown): boolean {
    const one = this.#all.get(id);
    if (!one) return false;
    this.#all.delete(id);
    tell(one.tab, nosub(one.id, error));
    return true;
  }

  leave(tab: Tab): void {
    for (const [id, one] of this.#all) {
      if (one.tab !== tab) continue;
      this.#all.delete(id);
      this.#server.send({ msg: 'unsub', id });
    }
  }
}
