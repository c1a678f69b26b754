/** What happened, as `RealtimeEvent.type`. */
export type RealtimeEventType =
  | 'message'
  | 'private'
  | 'error'
  | 'success'
  | 'close'
  | 'notice'
  | 'reconnect';

/** What a notice is about. */
export type RealtimeNoticeCode = 'USER_JOINED' | 'USER_LEFT' | 'USER_DISCONNECTED';

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
}

/** Called with each event, in the order in which they happen. An exception is reported and breaks nothing. */
export type RealtimeCallback = (event: RealtimeEvent) => void;

/** Gives a token; asked anew before every dial and every request. */
export type TokenSource = string | (() => string | null | undefined | Promise<string | null | undefined>);

/** The wire protocol that the server speaks. */
export type RealtimeProtocol = 'groupwire' | 'skapi';

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
  /** How long the first connection may take, in milliseconds. Default: 10,000. */
  connectTimeout?: number;
  /** How long a post or a join may wait for an open connection, in milliseconds. Default: 10,000. */
  sendTimeout?: number;
  /** Milliseconds between two keep-alive frames; the first goes out at open. 0 turns them off. Default: 15,000. */
  heartbeat?: number;
  /** A WebSocket class for places without a global one, for example that of the npm package `ws`. */
  WebSocket?: unknown;
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

/** The answer of `postRealtime`. The post has been handed to the connection; nobody acknowledges its arrival. */
export interface PostResult {
  type: 'success';
  message: 'Message sent.';
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

/** How a list is fetched. */
export interface FetchOptions {
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
