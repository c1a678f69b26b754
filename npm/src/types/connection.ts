// How a connection goes, and where it stands in the streams.

import type { RealtimeEvent } from './events.js';

/** Where one is in the stream of a group, or in that of the private posts to a user. */
export interface Position {
  /** The life of the server's memory. Offsets of different epochs have nothing to do with each other. */
  epoch: string;
  /** Grows from post to post within an epoch, not always by one. */
  offset: number;
}

/** How the last connection ended, where that was told. Codes: RFC 6455, section 7.4. */
export interface ConnectionEnd {
  closeCode?: number;
  closeReason?: string;
}

/** Where a client is in its life, discriminated by `name`. `attempt` is 0 for the first connection. */
export type RealtimeState =
  /** `connectRealtime` has not been called. */
  | { name: 'idle' }
  /** The token is being asked for, or the socket opened. */
  | { name: 'connecting'; attempt: number }
  /** The socket is open, and the server has not said yet that it may be used. */
  | { name: 'handshaking'; attempt: number }
  | { name: 'online' }
  /** Lost. The next attempt is at `retryAt` (milliseconds since 1970); `null`: when the page is visible and online. */
  | ({ name: 'waiting'; attempt: number; retryAt: number | null } & ConnectionEnd)
  | { name: 'closing' }
  /** There is no connection, and none will be made without another `connectRealtime`. */
  | ({ name: 'closed'; reason: ClosedReason } & ConnectionEnd);

/**
 * - `user`: `closeRealtime` was called
 * - `unauthorized`: there is no token, or the server refused a fresh one
 * - `refused`: the server does not want this client
 * - `gave-up`: the first connection did not open, or `maxAttempts` failed
 */
export type ClosedReason = 'user' | 'unauthorized' | 'refused' | 'gave-up';

/** What became of the posts that were missed while the connection was lost. */
export interface Recovery {
  /** The group, or `null` for private posts. */
  group: string | null;
  /** Whether all that was missed has been delivered. If not, none of it was: the posts after `since` are a gap. */
  recovered: boolean;
  /** The last position that was known. */
  since: Position;
  /** Where the stream stands now. */
  epoch: string;
  offset: number;
  /** With `rocketchat`: whether what was edited, reacted to and deleted meanwhile has been told as well. */
  changes?: boolean;
}

/** What `Realtime.on` tells, by type. */
export interface RealtimeEvents {
  /** The state is another one. */
  statechange: RealtimeState;
  /** After a connection was lost and made again: once for each group, and once for private posts. */
  recovery: Recovery;
  /** The socket holds less than half of `highWaterMark` again. */
  drain: undefined;
  /** Whatever the callback of `connectRealtime` is told. */
  event: RealtimeEvent;
}
