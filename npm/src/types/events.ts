// What the callback and listeners are told of.

import type { MessageChange } from '../rocketchat/rooms/message.js';
import type { Message as RocketChatMessage } from '../rocketchat/types/message.js';

/** What happened, as `RealtimeEvent.type`. */
export type RealtimeEventType =
  | 'message'
  | 'private'
  | 'error'
  | 'success'
  | 'close'
  | 'notice'
  | 'reconnect';

/**
 * What a notice is about.
 *
 * The last two are of `rocketchat` alone. `MESSAGE_DELETED`: the `message` of the event is the id of the deleted one.
 * `USER_ACTIVITY`: it is `{ username, activities }`, with `user-typing`, `user-recording`, …, or with none where that is over.
 */
export type RealtimeNoticeCode = 'USER_JOINED' | 'USER_LEFT' | 'USER_DISCONNECTED' | 'MESSAGE_DELETED' | 'USER_ACTIVITY';

/** The object that the callback of `connectRealtime` is given. */
export interface RealtimeEvent<Message = any> {
  /**
   * - `message`: somebody, possibly this connection, posted to the joined group
   * - `private`: somebody posted to this user; a sender gets a copy of their own post
   * - `notice`: the membership of the joined group changed
   * - `success`: the connection is open
   * - `close`: the connection was closed by `closeRealtime()`
   * - `error`: the connection failed, or the server refused something
   * - `reconnect`: the connection was lost and is being made again
   */
  type: RealtimeEventType;
  /** The payload of a post as it was sent, or the text of the event. */
  message: Message;
  /** User id of the sender, or of the user whom a notice is about. */
  sender?: string | null;
  /** Connection id of the sender (`cid:…`): tells the devices and tabs of a user apart. */
  sender_cid?: string | null;
  /** The group of a group message or notice. */
  sender_rid?: string | null;
  /** What a notice is about. */
  code?: RealtimeNoticeCode | null;
  /**
   * With `rocketchat`, of a message that was told before, or posted before this client listened: what is different now. A new
   * message has none.
   */
  change?: MessageChange;
  /** With `rocketchat`: the whole message, with its `_id`, as the server sent it. */
  raw?: RocketChatMessage;
}

/** Called with each event, in the order in which they happen. An exception is reported and breaks nothing. */
export type RealtimeCallback = (event: RealtimeEvent) => void;
