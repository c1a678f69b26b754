import type { RocketChatOptions } from './rocketchat/api.js';
import type { RocketChat } from './rocketchat/client.js';
import type { MessageChange } from './rocketchat/rooms/message.js';
import type { Message as RocketChatMessage } from './rocketchat/types/message.js';

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
   * Use one connection for all tabs of a user at this endpoint (`groupwire`). When the tab that has it goes away or
   * sleeps, another one takes over, and nothing is lost. To others the tabs are one connection, with one `sender_cid`.
   * A tab connects alone where there are no Web Locks, and where the token is no JSON web token with a `sub`.
   * Default: false.
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

/** A user (`{ user }`), a group (`{ group }`) or one connection (`{ connection }`, from `sender_cid`). */
export type Recipient = string | { user: string } | { group: string } | { connection: string };

/** A push notification that goes with a post. Delivered by Skapi; other servers ignore it. */
export interface RealtimeNotification {
  title: string;
  body: string;
  config?: {
    /** Push even when the receiver is connected. */
    always: boolean;
  };
}

/** How a call is bounded. */
export interface CallOptions {
  /**
   * Takes the call back: it rejects with `ABORTED`, and the signal's reason as `cause`. What has left already may
   * arrive all the same; `settled` of the error tells.
   */
  signal?: AbortSignal | null;
  /** Milliseconds from the call until it rejects with `TIMEOUT`; loading the module counts. */
  timeout?: number;
}

/** The answer of `postRealtime`. */
export interface PostResult {
  type: 'success';
  message: 'Message sent.';
  /**
   * - `acknowledged`: the server has it (`groupwire`)
   * - `sent`: it has been handed to the connection, and nobody will say whether it arrived (`skapi`)
   */
  settled: 'sent' | 'acknowledged';
  /** The place of a group post in its group's stream, as of events and {@link Position}. */
  offset?: number;
  /** On how many connections of its receiver a private post arrived. */
  reached?: number;
  /** The `_id` of the message (`rocketchat`). */
  id?: string;
}

/** The answer of `joinRealtime`. */
export interface JoinResult {
  type: 'success';
  /** `Joined realtime message group: "…".` or `Left realtime message group.` */
  message: string;
}

/** `{ group }` joins a group and leaves the one before; `null` or `''` leaves. */
export interface JoinParams {
  group: string | null;
}

/** How a value is compared. On a group name, `>=` finds the names that begin with the value. */
export type Condition =
  | '>' | '>=' | '=' | '<' | '<=' | '!='
  | 'gt' | 'gte' | 'eq' | 'lt' | 'lte' | 'ne';

/** What `getRealtimeGroups` looks for. Nothing at all lists every group. */
export interface GroupQuery {
  searchFor: 'group' | 'number_of_users';
  /** A group name or a number of users, as `searchFor` says. */
  value?: string | number;
  /** Default: `=`, or all groups where there is no value. */
  condition?: Condition;
  /** The other end of a range from `value`, both included. Cannot be used with `condition`. */
  range?: string | number | boolean;
}

/** What `getRealtimeUsers` looks for. */
export interface UserQuery {
  group: string;
  /** Look for this user alone. */
  user_id?: string;
}

/** Progress of a list request. */
export interface Progress {
  status: 'download' | 'upload';
  /** Percent. 0 where the size is unknown, until all is there. */
  progress: number;
  /** Bytes so far. */
  loaded: number;
  /** Bytes in all, 0 where unknown. */
  total: number;
  /** Cancels the request, which then rejects with `Aborted`. */
  abort(): void;
}

/** How a list is fetched. Without a `timeout` a call takes at most 30 seconds. */
export interface FetchOptions extends CallOptions {
  /** Items in one answer: at most 1000. Default: 50. */
  limit?: number;
  /** Fetch the batch after the one fetched last with the same parameters. Default: false. */
  fetchMore?: boolean;
  /** Default: true. */
  ascending?: boolean;
  /** Begin at a key from `startKey` or `startKeyHistory` (parsed), or at `'start'`. */
  startKey?: { [key: string]: any } | 'start' | 'end' | null;
  /** Called while the answer arrives. */
  progress?: (progress: Progress) => void;
}

/** One batch of a list. */
export interface DatabaseResponse<T> {
  list: T[];
  /** Where the next batch begins; `'end'` after the last one. */
  startKey: { [key: string]: any } | 'end';
  /** Whether this was the last batch. */
  endOfList: boolean;
  /** The start keys of the batches so far, as JSON text; `'end'` for the last. */
  startKeyHistory: string[];
}

/** A group and how many connections are in it. */
export interface GroupItem {
  group: string;
  number_of_users: number;
}

/** One connection of a user in a group. A user with two tabs is there twice. */
export interface UserItem {
  user_id: string;
  /** The connection id as the server has it. */
  connection_id: string;
  /** The connection id as events carry it (`cid:…`). */
  cid: string;
}

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

/** Which posts of a group `history` gives. */
export interface HistoryQuery {
  group: string;
  /** How many: at most 1000. Default: 50. */
  limit?: number;
  /** The newest before this offset. Default: the newest. */
  before?: number;
}

/** How history is fetched. */
export type HistoryOptions = Pick<FetchOptions, 'signal' | 'timeout' | 'progress'>;

/** Posts of a group that the server keeps. */
export interface HistoryResponse {
  /** The oldest first. */
  list: (RealtimeEvent & { offset: number })[];
  epoch: string;
  /** Whether there are none before these. */
  endOfList: boolean;
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
