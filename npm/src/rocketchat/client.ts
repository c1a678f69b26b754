import { encode } from '../../../src/js/ejson.js';
import { invalid } from '../bounds.js';
import type { CallOptions, RealtimeState } from '../types.js';
import type {
  Caller, Login, LoginResult, MethodOptions, PresenceWatch, RocketChatEvents, RocketChatOptions, RocketChatUser, Share,
  StreamObservable, StreamOptions, Subscription,
} from './api.js';
import type { Collections } from './collections.js';
import { Connection } from './connection.js';
import { keyOf, streamName } from './feeds.js';
import { helpersOf } from './helpers.js';
import { Rooms } from './rooms/rooms.js';
import { FeedShare } from './share.js';
import { StreamShare, observable } from './subscription.js';
import type {
  MethodHelpers, MethodName, MethodParams, MethodResult, StreamArgs, StreamKey, StreamListener, StreamName, WritableStreamName,
  WriteArgs,
} from './table/index.js';
import { Typing } from './typing.js';

/**
 * A client of a server that speaks the Rocket.Chat Realtime API, with a connection of its own.
 *
 * Nothing happens before the first call, which also loads the WebAssembly module. Once connected, a connection that is
 * lost is made again by itself: it logs in, subscribes and makes the calls that wait, in this order.
 *
 * Values are EJSON: `Date`, `Uint8Array`, `RegExp` and the numbers that JSON does not know arrive as themselves. Names of
 * methods and streams that the documentation has are typed; others may be used all the same.
 */
export class RocketChat implements Caller {
  /** The methods as functions: `rc.methods.sendMessage({ rid, msg })`. */
  readonly methods: MethodHelpers = helpersOf((method, ...params) => this.call(method, ...params));
  #connection: Connection;
  #typing = new Map<string, Typing>();
  #rooms: Rooms | undefined;
  /** The last login that was begun: they take turns. */
  #login: Promise<unknown> = Promise.resolve();

  constructor(options: RocketChatOptions = {}) {
    this.#connection = new Connection(options);
  }

  /** Where the client is in its life: `idle` before the first call. */
  get state(): RealtimeState {
    return this.#connection.state;
  }

  /** How many bytes the socket has not sent yet. */
  get bufferedAmount(): number {
    return this.#connection.bufferedAmount;
  }

  /** Who is logged in, with what the server has told of them; undefined for nobody. */
  get user(): RocketChatUser | undefined {
    return this.#connection.user;
  }

  /** What authorizes requests to the REST API, as `X-User-Id` and `X-Auth-Token`; undefined for nobody. */
  get credentials(): { userId: string; token: string } | undefined {
    return this.#connection.account.credentials;
  }

  /** The documents of ordinary publications. */
  get collections(): Collections {
    return this.#connection.collections;
  }

  /** How present users are. */
  get presence(): PresenceWatch {
    return this.#connection.presence;
  }

  /**
   * Has `listener` told of everything of one type; gives the function that ends it. Listeners stay when the client is
   * closed and connects again. An exception is reported and breaks nothing.
   */
  on<Type extends keyof RocketChatEvents>(type: Type, listener: (detail: RocketChatEvents[Type]) => void): () => void {
    return this.#connection.listeners.on(type, listener);
  }

  /**
   * Opens the connection and logs in, where there is something to log in with. Gives the open `WebSocket`.
   *
   * A call while the connection is open or being opened gives the same socket. The first connection is one attempt.
   *
   * Rejects with
   * - `INVALID_REQUEST` `User login is required.` where the server refused every login that there was, with its last
   *   refusal as the `cause`
   * - `ERROR` `Skapi: WebSocket connection error.` where the connection does not open in time
   * - `NOT_SUPPORTED` where there is no WebSocket, and where a password cannot be hashed
   * - `ABORTED`, `TIMEOUT` as `options` say
   */
  connect(options: CallOptions = {}): Promise<WebSocket> {
    return this.#connection.connect(options);
  }

  /** Closes the connection; subscriptions are over. Never hangs. The login is kept for another `connect()`. */
  close(): Promise<void> {
    // Nothing is loaded for a client that was never used.
    return this.#connection.isUnused ? Promise.resolve() : this.#connection.reach({}, (core) => core.close());
  }

  /**
   * Logs in, and connects first where there is no connection. From then on each new connection is logged in with the
   * token that the server gave, or, where it is refused, with `login` again.
   *
   * Rejects with the server's error (its code is `403` for a wrong password), and as {@link connect} does. Who was logged
   * in before stays so then.
   */
  login(login: Login, options: CallOptions = {}): Promise<LoginResult> {
    const turn = this.#login.then(() => this.#connection.login(login, options));
    this.#login = turn.catch(() => {});
    return turn;
  }

  /**
   * Logs out. Subscriptions end as the server sees fit; the connection stays, or is made again, and is nobody's. Without
   * a connection the token is only forgotten.
   */
  logout(options: CallOptions = {}): Promise<void> {
    return this.#connection.logout(options);
  }

  /**
   * Calls a method; gives what it returns, `undefined` for nothing. The parameters are read at the call.
   *
   * Rejects with the server's error: its `error` is the code, its `reason` the message, and the whole of it the `cause`.
   * While the connection is lost calls wait, as many as the option `queue` says, each at most `sendTimeout`. One that was
   * on its way when the connection broke is made again where that does no harm, and rejects otherwise; `settled` of the
   * error says how far it came.
   */
  call<Name extends MethodName>(method: Name, ...params: MethodParams<Name>): Promise<MethodResult<Name>> {
    return this.#connection.calls.call(method, params);
  }

  /** {@link call} within bounds. */
  callWith<Name extends MethodName>(
    method: Name,
    params: Readonly<MethodParams<Name>>,
    options: MethodOptions = {},
  ): Promise<MethodResult<Name>> {
    return this.#connection.calls.call(method, params, options);
  }

  /**
   * Makes a request of the REST API, signed with the login; `path` is what comes after `api/v1/`, `fields` the query (GET) or the
   * body (POST). Dates in the answer are dates. Rejects with the server's error (its `errorType` is the code), `ERROR`, `TIMEOUT`,
   * `ABORTED`.
   */
  rest(http: 'GET' | 'POST', path: string, fields: object = {}, options: CallOptions = {}): Promise<any> {
    return this.#connection.rest.ask(http, path, fields, options);
  }

  /**
   * Subscribes to the events of a stream with one key, for example to `room-messages` of a room. Whatever subscribes to
   * the same shares one subscription at the server, with the options of the first.
   *
   * The listener is told the arguments of each event. An exception is reported and breaks nothing.
   */
  subscribe<Stream extends StreamName, Key extends StreamKey<Stream>>(
    stream: Stream,
    key: Key,
    listener?: StreamListener<Stream, Key> | null,
    options: StreamOptions = {},
  ): Subscription<StreamArgs<Stream, Key>> {
    const share = new StreamShare(this.#connection.feeds, stream, key, listener, options);
    return share as Subscription as Subscription<StreamArgs<Stream, Key>>;
  }

  /**
   * The events of a stream for whoever wants them: each who observes it, or reads it with `for await`, subscribes at the server
   * then, and stops with that.
   */
  observe<Stream extends StreamName, Key extends StreamKey<Stream>>(
    stream: Stream,
    key: Key,
    options?: StreamOptions,
  ): StreamObservable<StreamArgs<Stream, Key>> {
    return observable(() => this.subscribe(stream, key, null, options)) as StreamObservable<any>;
  }

  /** Tells the others who listen to a stream. Not every server says so where it refuses. */
  async write<Stream extends WritableStreamName, Key extends string>(
    stream: Stream,
    key: Key,
    ...args: WriteArgs<Stream, Key>
  ): Promise<void> {
    if (typeof stream !== 'string') throw invalid('stream', 'must be a string.');
    await this.#connection.calls.call(streamName(stream), [key, ...args]);
  }

  /** Subscribes to an ordinary publication, whose documents are in {@link collections}. */
  publication(name: string, ...params: unknown[]): Share {
    if (typeof name !== 'string') throw invalid('name', 'must be a string.');
    const raw = encode(params) as unknown[];
    return new FeedShare(this.#connection.feeds, name, keyOf(name, raw), raw, {});
  }

  /**
   * Rooms with their messages: each told once and once for each change, in order, also when the connection was lost meanwhile.
   *
   * `const room = rc.rooms.room(await rc.rooms.enter('general')); await room.open();`
   */
  get rooms(): Rooms {
    return (this.#rooms ??= new Rooms(this));
  }

  /** Who is typing in a room: the same object for each room. */
  typing(rid: string): Typing {
    let typing = this.#typing.get(rid);
    if (!typing) this.#typing.set(rid, (typing = new Typing(rid, this)));
    return typing;
  }
}
