import { encode } from '../../../src/js/ejson.js';
import { Emitter } from '../emitter.js';
import { RealtimeError } from '../error.js';
import { Starter } from '../starter.js';
import type { CallOptions, RealtimeState } from '../types.js';
import { Account } from './account.js';
import type {
  Caller, DataFrame, InteropObservable, Login, LoginResult, MethodOptions, RocketChatEvents, RocketChatOptions,
  RocketChatUser, Share, StreamOptions, Subscription,
} from './api.js';
import { Calls } from './calls.js';
import { Collections } from './collections.js';
import { type DdpCore, loadDdpCore } from './core.js';
import { type FeedEnd, Feeds, type Reach, keyOf, streamName } from './feeds.js';
import { coreOptions } from './options.js';
import type { ServerError } from './server-error.js';
import { FeedShare } from './share.js';
import { StreamShare, observable } from './subscription.js';
import { Typing } from './typing.js';
import { PresenceSet } from './user-presence.js';

/** Clients with a connection: they go on also when the page has dropped them. The module itself holds them weakly. */
const connected = new Set<RocketChat>();

/**
 * A client of a server that speaks the Rocket.Chat Realtime API, with a connection of its own.
 *
 * Nothing happens before the first call, which also loads the WebAssembly module. Once connected, a connection that is
 * lost is made again by itself: it logs in, subscribes and makes the calls that wait, in this order.
 *
 * Values are EJSON: `Date`, `Uint8Array`, `RegExp` and the numbers that JSON does not know arrive as themselves.
 */
export class RocketChat implements Caller {
  /** The documents of ordinary publications. */
  readonly collections = new Collections();
  /** How present users are. */
  readonly presence: PresenceSet;
  #account: Account;
  #calls: Calls;
  #feeds: Feeds;
  #typing = new Map<string, Typing>();
  #listeners = new Emitter<RocketChatEvents>();
  /** The last login that was begun by the page: they take turns. */
  #login: Promise<unknown> = Promise.resolve();
  #starter: Starter<DdpCore>;

  constructor(options: RocketChatOptions = {}) {
    const account = (this.#account = new Account(options.login, options.twoFactor));
    this.#starter = new Starter(
      async () => new (await loadDdpCore())(coreOptions(options, () => account.token())),
      (core) => this.#listenTo(core),
    );
    const reach: Reach = (options, call) => this.#starter.call(options, call);
    this.#calls = new Calls(reach, options.twoFactor);
    this.#feeds = new Feeds(reach);
    this.presence = new PresenceSet(reach);
  }

  /** Where the client is in its life: `idle` before the first call. */
  get state(): RealtimeState {
    return this.#starter.core?.state ?? { name: 'idle' };
  }

  /** How many bytes the socket has not sent yet. */
  get bufferedAmount(): number {
    return this.#starter.core?.bufferedAmount ?? 0;
  }

  /** Who is logged in, with what the server has told of them; undefined for nobody. */
  get user(): RocketChatUser | undefined {
    const { identity } = this.#account;
    if (!identity) return undefined;
    const { id, username } = identity;
    const { _id, ...known } = this.collections.get('users').get(id) ?? { _id: id };
    return { ...(username === undefined ? {} : { username }), ...known, id };
  }

  /** What authorizes requests to the REST API, as `X-User-Id` and `X-Auth-Token`; undefined for nobody. */
  get credentials(): { userId: string; token: string } | undefined {
    return this.#account.credentials;
  }

  /**
   * Has `listener` told of everything of one type; gives the function that ends it. Listeners stay when the client is
   * closed and connects again. An exception is reported and breaks nothing.
   */
  on<Type extends keyof RocketChatEvents>(type: Type, listener: (detail: RocketChatEvents[Type]) => void): () => void {
    return this.#listeners.on(type, listener);
  }

  /**
   * Opens the connection and logs in, where there is something to log in with. Gives the open `WebSocket`.
   *
   * A call while the connection is open or being opened gives the same socket. The first connection is one attempt.
   *
   * Rejects with
   * - `INVALID_REQUEST` `User login is required.` where the server refused every login that there was
   * - `ERROR` `Skapi: WebSocket connection error.` where the connection does not open in time
   * - `NOT_SUPPORTED` where there is no WebSocket
   * - `ABORTED`, `TIMEOUT` as `options` say
   */
  connect(options: CallOptions = {}): Promise<WebSocket> {
    // Whoever listens to `event` is told what the callback would be.
    return this.#starter.call(options, (core, { timeout }) => core.connect(() => {}, timeout));
  }

  /** Closes the connection; subscriptions are over. Never hangs. The login is kept for another `connect()`. */
  close(): Promise<void> {
    if (this.#starter.isUnused) return Promise.resolve();
    return this.#starter.call({}, (core) => core.close());
  }

  /**
   * Logs in, and connects first where there is no connection. From then on each new connection is logged in with the
   * token that the server gave, or, where it is refused, with `login` again.
   *
   * Rejects with the server's error (its code is `403` for a wrong password), and as {@link connect} does. Who was logged
   * in before stays so then.
   */
  login(login: Login, options: CallOptions = {}): Promise<LoginResult> {
    const turn = this.#login.then(() => this.#logIn(login, options));
    this.#login = turn.catch(() => {});
    return turn;
  }

  /**
   * Logs out. Subscriptions end as the server sees fit; the connection stays, or is made again, and is nobody's. Without
   * a connection the token is only forgotten.
   */
  async logout(options: CallOptions = {}): Promise<void> {
    const isOnline = this.state.name === 'online';
    if (this.#account.forget()) this.#tellOfNobody();
    if (!isOnline) return;
    try {
      await this.#starter.call(options, (core, bounds) => core.call('logout', [], { ...bounds }));
    } catch (error) {
      // Some servers close the connection, and the session with it, before their answer is there.
      const isClosed = error instanceof RealtimeError && error.settled === 'unknown' && error.code === 'INVALID_REQUEST';
      if (!isClosed) throw error;
    }
  }

  /**
   * Calls a method; gives what it returns, `undefined` for nothing. The parameters are read at the call.
   *
   * Rejects with the server's error: its `error` is the code, its `reason` the message, and the whole of it the `cause`.
   * While the connection is lost calls wait, as many as the option `queue` says, each at most `sendTimeout`. One that was
   * on its way when the connection broke is made again where that does no harm, and rejects otherwise; `settled` of the
   * error says how far it came.
   */
  call(method: string, ...params: any[]): Promise<any> {
    return this.#calls.call(method, params);
  }

  /** {@link call} within bounds. */
  callWith(method: string, params: readonly unknown[], options: MethodOptions = {}): Promise<any> {
    return this.#calls.call(method, params, options);
  }

  /**
   * Subscribes to the events of a stream with one key, for example to `room-messages` of a room. Whatever subscribes to
   * the same shares one subscription at the server, with the options of the first.
   *
   * The listener is told the arguments of each event. An exception is reported and breaks nothing.
   */
  subscribe(
    stream: string,
    key: string,
    listener?: ((...args: any[]) => void) | null,
    options: StreamOptions = {},
  ): Subscription {
    return new StreamShare(this.#feeds, stream, key, listener, options);
  }

  /** The events of a stream as an observable: each subscriber to it subscribes, and stops when it unsubscribes. */
  observe(stream: string, key: string, options?: StreamOptions): InteropObservable<any[]> {
    return observable(() => this.subscribe(stream, key, null, options));
  }

  /** Tells the others who listen to a stream. Not every server says so where it refuses. */
  async write(stream: string, key: string, ...args: unknown[]): Promise<void> {
    await this.call(streamName(stream), key, ...args);
  }

  /** Subscribes to an ordinary publication, whose documents are in {@link collections}. */
  publication(name: string, ...params: unknown[]): Share {
    const raw = encode(params) as unknown[];
    return new FeedShare(this.#feeds, name, keyOf(name, raw), raw, {});
  }

  /** Who is typing in a room: the same object for each room. */
  typing(rid: string): Typing {
    let typing = this.#typing.get(rid);
    if (!typing) this.#typing.set(rid, (typing = new Typing(rid, this)));
    return typing;
  }

  async #logIn(login: Login, options: CallOptions): Promise<LoginResult> {
    let result: LoginResult | undefined;
    const stop = this.on('login', (told) => (result = told));
    const end = this.#account.attempt(login);
    try {
      if (this.state.name !== 'online') await this.connect(options);
      // The handshake may have begun with another one.
      if (!result || this.#account.isTrying(login)) {
        await this.#starter.call(options, (core, { timeout }) => core.login(timeout));
      }
      return result!;
    } catch (error) {
      throw this.#account.refusal ?? error;
    } finally {
      stop();
      end();
    }
  }

  #listenTo(core: DdpCore): void {
    const self = new WeakRef(this);
    core.observe((kind, detail) => {
      const client = self.deref();
      if (client) client.#hear(kind, detail);
    });
  }

  /** Passes on what the module tells. The parts first: what a listener sees of them is true already. */
  #hear(kind: string, detail: any): void {
    switch (kind) {
      case 'frame':
        return this.#hearData(detail);
      case 'state':
        return this.#follow(detail);
      case 'ended':
        return this.#end(detail);
      case 'login':
        return this.#welcome(detail);
      case 'refused':
        return this.#listeners.emit('refused', this.#account.refused(detail as ServerError));
      default:
        this.#listeners.emit(kind as 'held', detail);
    }
  }

  #hearData(frame: DataFrame): void {
    this.#calls.hear(frame);
    this.collections.hear(frame);
    this.presence.hear(frame);
    this.#listeners.emit('frame', frame);
    const { collection, id } = frame;
    if (collection === 'users' && id === this.#account.identity?.id) this.#listeners.emit('user', this.user);
    this.#feeds.hear(frame);
  }

  #follow(state: RealtimeState): void {
    const { name } = state;
    if (name === 'idle' || name === 'closed') connected.delete(this);
    else connected.add(this);
    if (name === 'waiting' || name === 'closed') this.collections.doubt();
    if (name === 'closed') this.#close(state.reason);
    this.#listeners.emit('statechange', state);
  }

  #close(reason: string): void {
    this.collections.settle();
    this.presence.clear();
    this.#feeds.clear(reason === 'user' ? undefined : new RealtimeError('ERROR', `The connection is closed: ${reason}.`));
    if (reason === 'unauthorized' && this.#account.expire()) this.#tellOfNobody();
  }

  #end(end: FeedEnd): void {
    this.presence.ended(end);
    const over = this.#feeds.ended(end);
    if (!over) return;
    const { name, key, params } = over.feed;
    const isStream = name.startsWith('stream-');
    const stream = isStream ? { name: name.slice('stream-'.length), key } : { name, key: undefined };
    this.#listeners.emit('ended', { ...stream, params, error: over.error });
  }

  #welcome(raw: unknown): void {
    const before = this.#account.identity?.id;
    const result = this.#account.accepted(raw);
    this.#listeners.emit('login', result);
    if (before !== result.userId) this.#listeners.emit('user', this.user);
  }

  #tellOfNobody(): void {
    this.#listeners.emit('logout', undefined);
    this.#listeners.emit('user', undefined);
  }
}
