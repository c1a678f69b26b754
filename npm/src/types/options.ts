// How a client is made.

import type { RocketChatOptions } from '../rocketchat/api.js';
import type { RocketChat } from '../rocketchat/client.js';

/** Why a token is asked for. */
export interface TokenHint {
  /** The server has refused the token that was given last: one that is kept is no use any more. */
  refused: boolean;
}

/** A token, or a function that gives one; asked anew before every dial and every request. */
export type TokenSource = string | ((hint: TokenHint) => string | null | undefined | Promise<string | null | undefined>);

/** The wire protocol that the server speaks. */
export type RealtimeProtocol = 'groupwire' | 'skapi' | 'rocketchat';

/** Options of a client. Every one is optional where the page and the server have one origin. */
export interface RealtimeOptions {
  /** WebSocket endpoint (`ws:` or `wss:`). Default: `/api` on the page's own origin. */
  url?: string;
  /** Base of the HTTP endpoints, with a slash at its end. Default: derived from `url` (`ws://host/api` gives `http://host/`). */
  httpUrl?: string;
  /** The wire protocol. Default: `groupwire`. */
  protocol?: RealtimeProtocol;
  /** Service id: part of every request and of Skapi's frames. */
  service?: string;
  /** The service owner's id: part of every request and of Skapi's frames. */
  owner?: string;
  /** The access token, or a function that gives it. Asked before every dial and every request. */
  token?: TokenSource;
  /** The id token of Skapi, or a function that gives it: signs posts and list requests. Default: `token`. */
  idToken?: TokenSource;
  /** How long one attempt to connect may take, in milliseconds, the wait for the token included. Default: 10,000. */
  connectTimeout?: number;
  /** How long a post or a join may take until it is settled, in milliseconds. Default: 30,000. */
  sendTimeout?: number;
  /**
   * After how many milliseconds of silence the connection is probed. 0 turns that off.
   * Default: 25,000, with `skapi` 15,000.
   */
  heartbeat?: number;
  /** How long the answer to a probe may take, in milliseconds, until the connection counts as lost. Default: 10,000. */
  heartbeatTimeout?: number;
  /** How many attempts to connect again may fail in a row. Default: any number. */
  maxAttempts?: number;
  /**
   * The pauses between attempts to connect again, in milliseconds: a random time up to an end that doubles from
   * `min` to `max`. Default: 500 and 20,000.
   */
  backoff?: { min?: number; max?: number };
  /**
   * How many posts and joins may wait for a connection, and how many bytes of payload; one more rejects with
   * `QUEUE_FULL`. A number stands for `{ messages }`; 0 refuses at once what cannot be sent at once.
   * Default: 1,000 messages and 1,048,576 bytes.
   */
  queue?: number | { messages?: number; bytes?: number };
  /** Posts wait while the socket holds more unsent bytes than this. Default: 1,048,576. */
  highWaterMark?: number;
  /** After how many milliseconds a hidden page gives its connection up until it is shown. Default: never. */
  parkAfter?: number;
  /**
   * Use one connection for all tabs of a user at this endpoint (`groupwire`, `rocketchat`). When the tab that has it goes
   * away or sleeps, another one takes over, and nothing is lost. To others the tabs are one connection, with one
   * `sender_cid`. With `rocketchat` tabs of a user are those with the same `login`. A tab connects alone where there are no
   * Web Locks, and with `groupwire` where the token is no JSON web token with a `sub`. Default: false.
   */
  shareConnection?: boolean;
  /** A WebSocket class for places without a global one, for example that of the npm package `ws`. */
  WebSocket?: unknown;
  /** With `rocketchat`: who to log in as. Default: `{ resume: token }`. */
  login?: NonNullable<RocketChatOptions['login']>;
  /** With `rocketchat`: asked where the server wants a second factor. */
  twoFactor?: NonNullable<RocketChatOptions['twoFactor']>;
  /** With `rocketchat`: base of the REST API, with a slash at its end. Default: derived from `url`. */
  restUrl?: string;
  /** With `rocketchat`: a client of `groupwire/rocketchat` to use, in place of one of its own; `closeRealtime` closes it. */
  client?: RocketChat;
  /** With `rocketchat`: whether `closeRealtime` ends the login too, so that its token is no use any more. Default: false. */
  logout?: boolean;
}
