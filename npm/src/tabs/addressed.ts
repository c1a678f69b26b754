import type { Tab } from './company.js';
import { type Command, readFrame } from './frames.js';
import { fetchMissed } from './missed.js';
import { dialSince, sinceOf } from './party.js';
import { type Fetch, Relay } from './relay.js';
import type { Place, Speaker } from './speaker.js';

/** The frame that brings a tab's newest token. */
const RENEW = '{"action":"renew"';

/** Speaks version 1, where the address that a tab dials has its token and its position in the private posts. */
export class AddressedRelay implements Speaker {
  #relay: Relay;
  /** What each tab would connect to by itself, with its newest token. */
  #urls = new Map<Tab, string>();

  constructor({ link, url, Socket, over }: Place) {
    const fetch: Fetch = (tab, since, group) => fetchMissed(Socket, this.#urls.get(tab) ?? url, since, group);
    this.#relay = new Relay(link, sinceOf(url), fetch, over);
  }

  attach(tab: Tab, url: string): void {
    this.#urls.set(tab, url);
    this.#relay.attach(tab, sinceOf(url));
  }

  detach(tab: Tab): void {
    this.#urls.delete(tab);
    this.#relay.detach(tab);
  }

  command(tab: Tab, text: string): void {
    if (text.startsWith(RENEW)) this.#renew(tab, readFrame<Command>(text).token);
    this.#relay.command(tab, text);
  }

  open(): void {
    // The server's greeting follows.
  }

  receive(text: string): void {
    this.#relay.receive(text);
  }

  end(code: number, reason: string): void {
    this.#relay.end(code, reason);
  }

  #renew(tab: Tab, token: string | undefined): void {
    const url = this.#urls.get(tab);
    if (url) this.#urls.set(tab, dialSince(url, sinceOf(url), token));
  }
}
