// The handle of a group.

import type { CallOptions, JoinResult, PostResult, RealtimeNotification } from './calls.js';
import type { Position, Recovery } from './connection.js';
import type { RealtimeEvent } from './events.js';
import type { DatabaseResponse, FetchOptions, HistoryOptions, HistoryQuery, HistoryResponse, UserItem } from './lists.js';

/** A message of a group with its place in the stream; `undefined` where the server has no offsets (`skapi`). */
export interface GroupMessage<Message = any> extends RealtimeEvent<Message> {
  offset: number | undefined;
  epoch: string | undefined;
}

/** A user in a group. */
export interface Member {
  user_id: string;
  /** The user's connections as events carry them (`cid:…`), at least one. */
  connections: string[];
}

/** What `Group.on` tells, by type. */
export interface GroupEvents {
  message: GroupMessage;
  /** Somebody came or left. `members` knows already. */
  notice: RealtimeEvent;
  /** `Group.members` is another list. */
  members: readonly Member[];
  recovery: Recovery;
}

/** How a group is joined. */
export interface JoinOptions extends CallOptions {
  /** Also deliver what was posted after this. A `recovery` event tells whether that was possible. */
  since?: Position;
}

/** How a post to a group is sent. */
export interface GroupPostOptions extends CallOptions {
  notification?: RealtimeNotification | null;
}

/** Which users of a group are listed, and how. */
export interface GroupUsersOptions extends FetchOptions {
  /** Look for this user alone. */
  user_id?: string;
}

/**
 * One of several groups that a client can be in at the same time (`groupwire`; `skapi` knows one, and refuses a
 * second with `NOT_SUPPORTED`). The callback of `connectRealtime` is told of all of them.
 *
 * The group is made when it is joined and nobody is in it yet. Listeners stay when it is left and joined again, and
 * when the connection is lost and made again.
 *
 * `for await (const { sender, message } of group)` reads its messages.
 */
export interface Group {
  readonly name: string;

  /** Joins it, beside the groups joined already. Settles when the server has answered. Rejects like `joinRealtime`. */
  join(options?: JoinOptions): Promise<JoinResult>;

  /**
   * Leaves it. Its readers come to their end at once, and `members` is empty; where `joinRealtime` has joined it too, it stays
   * joined. Rejects like `joinRealtime`.
   */
  leave(options?: CallOptions): Promise<JoinResult>;

  /** Posts any JSON value, or the data of a submitted form. Gives and rejects what `postRealtime` does. */
  post(message: SubmitEvent | any, options?: GroupPostOptions): Promise<PostResult>;

  /** Lists its connections. Needs none of one's own. */
  users(options?: GroupUsersOptions): Promise<DatabaseResponse<UserItem>>;

  /** Lists its posts, as `Realtime.history` does. */
  history(options?: Omit<HistoryQuery, 'group'> & HistoryOptions): Promise<HistoryResponse>;

  /**
   * Who is in it: one entry for each user. Kept true while it is joined, from the first use of this or of the event
   * `members`, which loads the code for it: by the list of users, by notices, and by the list again whenever notices
   * may have been missed. Empty until the first list is there, and while the group is not joined; `users` lists those of any
   * group. Each change makes a new list.
   */
  readonly members: readonly Member[];

  /** Has `listener` told; gives the function that ends it. An exception is reported and breaks nothing. */
  on<Type extends keyof GroupEvents>(type: Type, listener: (detail: GroupEvents[Type]) => void): () => void;

  /**
   * Reads the messages from this moment on, in their order, independently of other readers. Ends when the group is
   * left, and with `closeRealtime()`. Throws
   * - `QUEUE_FULL` where the reader is more than 1,000 messages behind, after those
   * - `ERROR` `The connection is closed: <reason>.` where the client has closed by itself
   */
  [Symbol.asyncIterator](): AsyncIterableIterator<GroupMessage>;
}
