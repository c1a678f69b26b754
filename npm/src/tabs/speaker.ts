import type { Link, Tab } from './company.js';

/** What stands between the tabs and the server, and speaks their protocol with both sides. */
export interface Speaker {
  /** A tab comes, which would connect to `url` by itself. */
  attach(tab: Tab, url: string): void;
  /** A tab hangs up, or is gone. */
  detach(tab: Tab): void;
  /** A tab sends a frame. */
  command(tab: Tab, text: string): void;
  /** The connection is open. */
  open(): void;
  /** The server sends a frame. */
  receive(text: string): void;
  /** The connection has ended, or is not relayed any longer. */
  end(code: number, reason: string): void;
}

/** The connection that a speaker is made for. */
export interface Place {
  party: string;
  link: Link;
  /** What the connection is made to, and of what class. */
  url: string;
  Socket: typeof WebSocket;
  /** To be called once, when nothing is relayed any more: no tab comes from then on. */
  over: () => void;
}

export type MakeSpeaker = (place: Place) => Speaker;
