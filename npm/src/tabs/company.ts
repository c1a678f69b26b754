import { Pulse } from './pulse.js';

/** How long after the last tab has left the server may take to answer the close. */
const CLOSE_TIMEOUT = 1000;

/** The close code for tabs whose connection goes on with another leader (docs/PROTOCOL.md). */
export const MOVED = 4301;

/** One of the tabs that share a connection, as its leader sees it: what the server is to a socket. */
export interface Tab {
  /** The connection is open. */
  open(): void;
  receive(text: string): void;
  /** The connection has ended. */
  close(code: number, reason: string): void;
}

/** The connection that is shared. */
export interface Link {
  send(text: string): void;
  close(): void;
  readonly bufferedAmount: number;
}

/** The tabs that share a connection, with what is known of each, and how that ends. */
export class Company<Visitor> {
  /** Whether the server is there. */
  readonly pulse: Pulse;
  #link: Link;
  #over: () => void;
  #visitors = new Map<Tab, Visitor>();
  /** The tab that left last: it is told when the connection has ended. */
  #last: Tab | undefined;
  #isOver = false;

  /**
   * @param ping the frame that asks the server for a sign of life
   * @param over called once, when nothing is relayed any more: no tab is to come from then on
   */
  constructor(link: Link, ping: string, over: () => void) {
    this.#link = link;
    this.#over = over;
    this.pulse = new Pulse(() => link.send(ping), () => link.bufferedAmount, () => this.end(1006, ''));
  }

  get isOver(): boolean {
    return this.#isOver;
  }

  has(tab: Tab): boolean {
    return this.#visitors.has(tab);
  }

  get(tab: Tab): Visitor | undefined {
    return this.#visitors.get(tab);
  }

  [Symbol.iterator](): IterableIterator<[Tab, Visitor]> {
    return this.#visitors.entries();
  }

  come(tab: Tab, visitor: Visitor): void {
    this.#visitors.set(tab, visitor);
  }

  /** A tab hangs up, or is gone; gives whether others stay. With the last one the connection is closed. */
  leave(tab: Tab, code = 1000): boolean {
    if (!this.#visitors.delete(tab)) return false;
    if (this.#visitors.size) {
      tab.close(code, '');
      return true;
    }
    this.#last = tab;
    this.pulse.stop();
    this.#link.close();
    setTimeout(() => this.end(1000, ''), CLOSE_TIMEOUT);
    this.#over();
    return false;
  }

  /** The connection has ended, or is not relayed any longer. The tabs are told so. */
  end(code: number, reason: string): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.pulse.stop();
    this.#link.close();
    const tabs = this.#last ? [this.#last] : [...this.#visitors.keys()];
    this.#visitors.clear();
    for (const tab of tabs) tab.close(code, reason);
    if (!this.#last) this.#over();
  }
}
