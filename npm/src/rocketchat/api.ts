// The public face of the Rocket.Chat client, as types: what goes into it and what it tells.

import type { RealtimeError } from '../error.js';
import type { CallOptions, RealtimeEvent, RealtimeOptions, RealtimeState, TokenHint } from '../types.js';
import type { PresenceName } from './types/user.js';

/**
 * A way to log in. What the server is sent is in the protocol reference under `login`; passwords leave the page only as
 * their SHA-256 digest, except with `ldap`, whose servers need them in clear.
 */
export type Login =
  /** A password of the server's own. A `user` with an `@` in it is an email address. */
  | { user: string | { username: string } | { email: string }; password: string | { digest: string } }
  /** A token of an earlier login, or a personal access token. */
  | { resume: string }
  | { oauth: { credentialToken: string; credentialSecret: string } }
  | { ldap: { username: string; password: string; options?: object } }
  | { saml: { credentialToken: string } }
  | { cas: { credentialToken: string } }
  /** Another login with its second factor. With the option `twoFactor` that is asked for where it is needed. */
  | { totp: { login: Login; code: string } }
  /** The parameter of the method `login` of any other login service, as that service wants it. */
  | { custom: object };

/** A login, or a function that gives one, asked whenever the kept token is no use; nothing means anonymous. */
export type LoginSource = Login | ((hint: TokenHint) => Login | null | undefined | Promise<Login | null | undefined>);

/** What the server wants a second factor for, and how. Source: `details` of its error `totp-required`. */
export interface TwoFactorChallenge {
  /** How the code is made: `totp`, `email`, `password`, … */
  method: string;
  /** Whether the server has sent a code, for example by email. */
  codeGenerated: boolean;
  availableMethods: string[];
  /** The method that was called; `login` for a login. */
  for: string;
  /** Whether the code that was given before was wrong. */
  wasWrong: boolean;
  /** Whatever else the server says. */
  [detail: string]: unknown;
}

/** Gives the code for a challenge, or nothing to give up. For the method `password` the password itself is the code. */
export type TwoFactor = (challenge: TwoFactorChallenge) => string | null | undefined | Promise<string | null | undefined>;

/** Options of the connection, as for {@link RealtimeOptions}, and of what goes over it. */
export interface RocketChatOptions
  extends Pick<
    RealtimeOptions,
    | 'connectTimeout' | 'sendTimeout' | 'heartbeat' | 'heartbeatTimeout' | 'maxAttempts' | 'backoff' | 'queue'
    | 'highWaterMark' | 'parkAfter' | 'shareConnection' | 'WebSocket'
  > {
  /** WebSocket endpoint (`wss://host/websocket`). Default: `/websocket` on the page's own origin. */
  url?: string;
  /** Base of the REST API, with a slash at its end. Default: derived from `url` (`wss://host/websocket` gives `https://host/`). */
  restUrl?: string;
  /** Who to log in as, when connecting and whenever the token of an earlier login is refused. Default: nobody. */
  login?: LoginSource;
  /** Asked where the server wants a second factor. Without it such calls reject with `totp-required`. */
  twoFactor?: TwoFactor;
  /** Whether methods that the server does not have any more are called over REST, where that does the same. Default: true. */
  rest?: boolean;
}

/** A login that succeeded. An app may store the token, and give it as `{ resume: token }` later. */
export interface LoginResult {
  userId: string;
  /** Resumes the login, and authorizes REST requests. */
  token: string;
  /** When the token ends; undefined where it does not. */
  tokenExpires: Date | undefined;
}

/** The user who is logged in, in the parts that the server has told. */
export interface RocketChatUser {
  id: string;
  username?: string;
  name?: string;
  [field: string]: unknown;
}

/** A call that the server answered with `too-many-requests`; it is made once more. */
export interface Held {
  /** The method, or the name of the publication. */
  method: string;
  /** After how many milliseconds. */
  millis: number;
}

/** A subscription that was ready and is over, without anybody having stopped it. */
export interface Ended {
  /** The stream without `stream-`, or the publication. */
  name: string;
  /** The key of a stream; undefined for a publication. */
  key: string | undefined;
  params: unknown[];
  error: RealtimeError;
}

/** A subscription that was made again on a new connection: what the server tells from now on comes. */
export type Renewed = Omit<Ended, 'error'>;

/** A frame of ours that the server could not make sense of. */
export interface Problem {
  reason: string;
  offendingMessage?: unknown;
}

/** What `RocketChat.on` tells, by type. */
export interface RocketChatEvents {
  /** The state is another one. */
  statechange: RealtimeState;
  /** Somebody is logged in, on this connection for the first time. */
  login: LoginResult;
  /** Nobody is any more: after `logout()`, or because the server refused every login that there was. */
  logout: undefined;
  /** The server refused a login. Another one is tried where there is one. */
  refused: RealtimeError;
  /** What is known of the user is something else now; undefined after a logout. */
  user: RocketChatUser | undefined;
  held: Held;
  ended: Ended;
  renewed: Renewed;
  problem: Problem;
  /** The socket holds less than half of `highWaterMark` again. */
  drain: undefined;
  /** What happens to the connection, as the callback of `connectRealtime` is told it. */
  event: RealtimeEvent;
  /** Every frame that carries data, as it came: values are EJSON still. */
  frame: DataFrame;
}

/** A frame about a document of a collection, or an event of a stream. Source: the DDP specification, "Managing data". */
export interface DataFrame {
  msg: 'added' | 'changed' | 'removed' | 'addedBefore' | 'movedBefore';
  collection: string;
  id: string;
  fields?: Record<string, any>;
  cleared?: string[];
  before?: string | null;
}

/** How a method is called. */
export interface MethodOptions extends CallOptions {
  /**
   * Whether the call may be made a second time where the connection was lost before its answer. Default: true for
   * methods that do the same however often they are called, and for `sendMessage`, whose `_id` makes it so.
   */
  again?: boolean;
}

/** How a stream is subscribed to. */
export interface StreamOptions extends CallOptions {
  /** Data for the server's check of permissions. */
  args?: unknown[];
  /** The token of a livechat visitor, who needs no login. */
  visitorToken?: string;
  /** Has the server announce the stream with an `added` frame. Nothing here needs it. Default: false. */
  useCollection?: boolean;
  /** Sends `useCollection` as a plain boolean, for servers that know no other form. `args` have no place there. */
  legacy?: boolean;
}

/** What something is told that observes; every part is optional. */
export interface Observer<T> {
  next?(value: T): void;
  error?(error: RealtimeError): void;
  complete?(): void;
}

/** What ends an observation. */
export interface Unsubscribable {
  unsubscribe(): void;
}

/** Something that can be observed, as libraries of observables understand it. */
export interface InteropObservable<T> {
  subscribe(observer?: Observer<T> | ((value: T) => void)): Unsubscribable;
}

/** The events of a stream for those who come: each subscribes at the server, and stops that with its observation or its loop. */
export interface StreamObservable<Args extends unknown[] = any[]> extends InteropObservable<Args>, AsyncIterable<Args> {}

/**
 * A share in a subscription at the server, which lives as long as anybody holds one. It is made again after each lost
 * connection.
 */
export interface Share {
  /**
   * Resolves when the server has accepted it. Rejects with the server's error, with `NOT_ALLOWED` where it gave none, and
   * with `ABORTED`, `TIMEOUT`. A rejection that nobody looks at is no unhandled one.
   */
  readonly ready: Promise<void>;
  /** Resolves when it is over: with nothing after `stop()` and `close()`, otherwise with the reason. */
  readonly over: Promise<RealtimeError | undefined>;
  /** Gives the share up. A second time does nothing. */
  stop(): void;
}

/**
 * The events of one stream and key. The listener, each iterator and each observer get every event from the moment on at
 * which they came. Values are arrays: the arguments that the server gave the event.
 *
 * `for await (const [message] of subscription)` reads a room's messages, `from(subscription)` of RxJS observes them.
 *
 * Iterators and observers end when it is over: with an error where nobody stopped it. A reader that is more than 1,000
 * events behind gets `QUEUE_FULL` after those.
 */
export interface Subscription<Args extends unknown[] = any[]> extends Share, InteropObservable<Args>, AsyncIterable<Args> {
  /** The stream without `stream-`. */
  readonly stream: string;
  readonly key: string;
  [Symbol.asyncIterator](): AsyncIterableIterator<Args>;
}

/** How present a user is. */
export interface UserPresence {
  uid: string;
  username: string | undefined;
  status: PresenceName;
  statusText: string | undefined;
  /** What has set the status, where the server says so. */
  statusSource: string | undefined;
  /** When the status ends by itself. */
  statusExpiresAt: Date | undefined;
}

/** Is told how present a user is. */
export type PresenceListener = (presence: UserPresence) => void;

/** How present users are, of those who are watched. */
export interface PresenceWatch {
  /** What is known of a user who is watched. */
  get(uid: string): UserPresence | undefined;

  /**
   * Has `listener` told how present these users are, now and whenever that changes; gives the function that ends it. An
   * exception is reported and breaks nothing. Servers tell those who are logged in.
   */
  watch(uids: readonly string[], listener: PresenceListener): () => void;
}

/** What the parts of the client need of it: a room, an indicator of typing, the list of the users present. */
export interface Caller {
  readonly state: RealtimeState;
  readonly user: RocketChatUser | undefined;
  call(method: string, ...params: any[]): Promise<any>;
  callWith(method: string, params: readonly unknown[], options?: MethodOptions): Promise<any>;
  subscribe(stream: string, key: string, listener?: ((...args: any[]) => void) | null, options?: StreamOptions): Subscription;
  write(stream: string, key: string, ...args: unknown[]): Promise<void>;
  on<Type extends keyof RocketChatEvents>(type: Type, listener: (detail: RocketChatEvents[Type]) => void): () => void;
}
