import type { Tab } from '../company.js';

/** A DDP message, as far as the relay between tabs and server reads it. Source: `meteor/meteor`, `packages/ddp/DDP.md`. */
export interface Message {
  msg?: string;
  id?: string | undefined;
  /** Of `connect`, `failed`. */
  version?: string;
  /** Of `method`. */
  method?: string;
  /** Of `sub`. */
  name?: string;
  /** Of `method`, `sub`. */
  params?: unknown[];
  /** Of `ready`. */
  subs?: string[];
  /** Of `updated`. */
  methods?: string[];
  /** Of `result`, `nosub`. */
  error?: unknown;
  result?: unknown;
  /** Of messages about documents, and of events. */
  collection?: string;
  fields?: Record<string, unknown>;
  cleared?: string[];
  before?: string | null;
  /** Of `error`. */
  offendingMessage?: { msg?: string; id?: string };
}

/** The server, as the parts of the relay see it. */
export interface Server {
  send(message: Message): void;
  /** An id that nothing on this connection has. */
  nextId(): string;
}

/** Tells a tab what the server would. */
export const tell = (tab: Tab, message: Message): void => tab.receive(JSON.stringify(message));

/** The end of a subscription, as the server says it. */
export const nosub = (id: string, error?: unknown): Message => ({ msg: 'nosub', id, ...(error === undefined ? {} : { error }) });

/** Subscriptions of one sort. Each of these says whether the id is one of its own. */
export interface Subscriptions {
  subscribe(tab: Tab, message: Message): void;
  /** A tab ends its subscription `id`. */
  unsubscribe(tab: Tab, id: string): boolean;
  /** The server has accepted what has the relay's `id`. */
  ready(id: string): boolean;
  /** The server has refused or ended it. */
  ended(id: string, error: unknown): boolean;
  /** A tab is gone. */
  leave(tab: Tab): void;
}
