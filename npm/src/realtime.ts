import { refusal } from './bounds.js';
import { type AnyCore, loadCore } from './core.js';
import { Emitter } from './emitter.js';
import { failure } from './error.js';
import { GroupHandle, type PostFrame } from './group.js';
import { shared } from './sharing.js';
import { snapshot } from './snapshot.js';
import { Starter } from './starter.js';
import type {
  CallOptions, DatabaseResponse, FetchOptions, Group, GroupItem, GroupQuery, HistoryOptions, HistoryQuery,
  HistoryResponse, JoinParams, JoinResult, PostResult, RealtimeCallback, RealtimeEvents, RealtimeNotification,
  RealtimeOptions, RealtimeState, Recipient, UserItem, UserQuery,
} from './types.js';

/**
 * Clients with a connection that somebody observes: they go on also when the page has dropped them. The module itself
 * holds them weakly, because they hold it.
 */
const observed = new Set<Realtime>();

/**
 * A client with a connection of its own, independent of every other one.
 *
 * Nothing happens before the first call, which also loads the WebAssembly module.
 */
export class Realtime {
  #options: RealtimeOptions | Promise<RealtimeOptions>;
  #starter = new Starter(
    () => this.#make(),
    (core) => this.#isObserved && this.#listenTo(core),
  );
  #listeners = new Emitter<RealtimeEvents>();
  #groups = new Map<string, GroupHandle>();
  /** The group that `joinRealtime` has joined, for a handle that is made later. */
  #joined: string | undefined;
  /** How often that became uncertain. */
  #changes = 0;
  /** Whether anybody listens: until then the module has nothing to tell. */
  #isObserved = false;

  constructor(options: RealtimeOptions | Promise<RealtimeOptions> = {}) {
    this.#options = options;
    // A failure belongs to the calls, which all reject with it; it is no failure of the page.
    if (options instanceof Promise) options.catch(() => {});
  }

  /** Where the client is in its life: `idle` before the first call. */
  get state(): RealtimeState {
    return this.#starter.core?.state ?? { name: 'idle' };
  }

  /** How many bytes the socket has not sent yet. */
  get bufferedAmount(): number {
    return this.#starter.core?.bufferedAmount ?? 0;
  }

  /**
   * Has `listener` told of everything of one type; gives the function that ends it. Listeners stay when the client is
   * closed and connects again. An exception is reported and breaks nothing.
   */
  on<Type extends keyof RealtimeEvents>(type: Type, listener: (detail: RealtimeEvents[Type]) => void): () => void {
    this.#observe();
    return this.#listeners.on(type, listener);
  }

  /** The handle of a group: the same one for each name. Getting it joins nothing. */
  group(name: string): Group {
    this.#observe();
    let group = this.#groups.get(name);
    if (!group) {
      group = new GroupHandle(name, this, (options, call) => this.#call(options, call));
      this.#groups.set(name, group);
      if (name === this.#joined) {
        group.arrive();
        group.follow(this.state);
      }
    }
    return group;
  }

  /**
   * Opens the connection and tells `callback` what happens on it. Gives the open `WebSocket`.
   *
   * A call while the connection is open or being opened gives the same socket, and the newest
   * callback takes over. Once open, a connection that is lost is made again by itself.
   *
   * Rejects with
   * - `INVALID_REQUEST` `Callback must be a function.`
   * - `INVALID_REQUEST` `User login is required.` where there is no token
   * - `ERROR` `Skapi: WebSocket connection error.` where the connection does not open in time
   * - `NOT_SUPPORTED` where there is no WebSocket
   * - `ABORTED`, `TIMEOUT` as `options` say
   */
  connectRealtime(callback: RealtimeCallback, options?: CallOptions): Promise<WebSocket> {
    // Nothing is joined on a connection that is made after the end of another one.
    if (this.state.name.startsWith('clos')) this.#leave();
    return this.#call(options, (core, { timeout }) => core.connectRealtime(callback, timeout));
  }

  /**
   * Posts any JSON value, or the data of a submitted form, to the joined group or to a user.
   *
   * A string that is a UUID is a user, any other string is a group; `{ user }`, `{ group }` and
   * `{ connection }` say it outright. The payload is read at the call.
   *
   * With `groupwire` the promise settles when the server has answered. A post that was not answered
   * before the connection was lost is sent again, and delivered once. `skapi` answers nothing: the
   * promise settles when the post has been handed to the connection, and only what never was is sent
   * later. While there is no connection posts wait, as many as the option `queue` says, each at most
   * `sendTimeout`.
   *
   * Rejects with
   * - `INVALID_REQUEST` `No realtime connection. Execute connectRealtime() before this method.`
   * - `INVALID_REQUEST` `User has not joined to the recipient group. Run joinRealtime('...')`,
   *   with the group as `recipient`
   * - `INVALID_REQUEST` `Realtime connection is not open. Try reconnecting with connectRealtime().`
   * - `INVALID_REQUEST` `No recipient.`, `Invalid data type.`, `Data should not exceed 2MB`
   * - `INVALID_PARAMETER` where the recipient or the notification has a wrong type
   * - `QUEUE_FULL`, `TIMEOUT`, `ABORTED`, and whatever the server refuses a post with
   *
   * `settled` of the error says how far the post came.
   */
  postRealtime(
    message: SubmitEvent | any,
    recipient: Recipient,
    notification?: RealtimeNotification | null,
    options?: CallOptions,
  ): Promise<PostResult> {
    return this.#call(
      options,
      (core, { timeout }, message, notification) => core.postRealtime(message, recipient, notification, timeout),
      message,
      notification,
    );
  }

  /**
   * Joins a group and leaves the one before; `null` or `''` only leaves. The group is made when
   * nobody is in it yet. Settles and waits like a post; after a lost connection the group is joined
   * again by itself. {@link group} joins several.
   *
   * Rejects with
   * - `INVALID_REQUEST` `No realtime connection. Execute connectRealtime() before this method.`
   * - `INVALID_REQUEST` `Realtime connection is not open. Try reconnecting with connectRealtime().`
   * - `INVALID_PARAMETER` `"group" must be a string | null.`
   * - `QUEUE_FULL`, `TIMEOUT`, `ABORTED`, and whatever the server refuses it with
   */
  async joinRealtime(params: SubmitEvent | JoinParams, options?: CallOptions): Promise<JoinResult> {
    const change = this.#leave();
    const result = await this.#call(options, (core, { timeout }, params) => core.joinRealtime(params, timeout), params);
    // A form may have said which.
    if (change === this.#changes) this.#joined = /"(.*)"/s.exec(result.message)?.[1];
    return result;
  }

  /** Lists the groups of the service, or those that match. Needs no connection. */
  getRealtimeGroups(
    params?: SubmitEvent | GroupQuery | null,
    fetchOptions?: FetchOptions,
  ): Promise<DatabaseResponse<GroupItem>> {
    return this.#call(fetchOptions, (core, options, params) => core.getRealtimeGroups(params, options), params);
  }

  /** Lists the connections in a group. Needs no connection. */
  getRealtimeUsers(
    params: SubmitEvent | UserQuery,
    fetchOptions?: FetchOptions,
  ): Promise<DatabaseResponse<UserItem>> {
    return this.#call(fetchOptions, (core, options, params) => core.getRealtimeUsers(params, options), params);
  }

  /**
   * Lists the newest posts of a group that the server keeps, or the newest before one of them. Needs no connection.
   *
   * Rejects with `NOT_SUPPORTED` where the protocol has no history (`skapi`).
   */
  history(params: HistoryQuery, fetchOptions?: HistoryOptions): Promise<HistoryResponse> {
    return this.#call(fetchOptions, (core, options, params) => core.history(params, options), params);
  }

  /**
   * Leaves the groups and closes the connection. What was sent is waited for shortly, what waits is
   * rejected. Never hangs: it takes a second or two at most. Rejects only where `options` keep it from
   * beginning; a close that has begun is not taken back.
   */
  closeRealtime(options?: CallOptions): Promise<void> {
    // Nothing is loaded for a client that was never used.
    if (this.#starter.isUnused) return Promise.resolve();
    return this.#call(options, (core) => {
      for (const group of this.#groups.values()) group.end();
      return core.closeRealtime();
    });
  }

  /**
   * Makes a call, at once where the module is there. Otherwise `args` are kept as they are now,
   * and the call is made in its turn, with the time that is left to it.
   */
  #call<Args extends unknown[], T>(
    given: CallOptions | undefined,
    call: (core: AnyCore, options: CallOptions, ...args: Args) => Promise<T>,
    ...args: Args
  ): Promise<T> {
    const options = given ?? {};
    // Also where it is refused: the submission of a form is prevented.
    const kept = this.#starter.core && !refusal(options) ? args : (args.map(snapshot) as Args);
    return this.#starter.call(options, (core, options) => call(core, options, ...kept));
  }

  /** Makes the client inside the module, or what does the same over Rocket.Chat. */
  async #make(): Promise<AnyCore> {
    const options = await Promise.resolve(this.#options).catch((cause) => {
      throw failure(cause, 'The options could not be had.');
    });
    if (options?.protocol === 'rocketchat') {
      const { makeCore } = await import('./rocketchat/six.js').catch((cause) => {
        throw failure(cause, 'A part of groupwire could not be loaded.');
      });
      return makeCore(options);
    }
    return new (await loadCore())(await shared(options));
  }

  /** The group of `joinRealtime` is joined no more, or may not be; gives the number of this change. */
  #leave(): number {
    this.#joined = undefined;
    return ++this.#changes;
  }

  #observe(): void {
    const { core } = this.#starter;
    if (core && !this.#isObserved) this.#listenTo(core);
    this.#isObserved = true;
  }

  #listenTo(core: AnyCore): void {
    const self = new WeakRef(this);
    core.observe((kind, detail, frame) => {
      const client = self.deref();
      if (client) client.#hear(kind, detail, frame);
    });
    this.#keep(core.state);
  }

  /** Passes on what the module tells. The groups first: what a listener sees of them is true already. */
  #hear(kind: 'state' | 'left' | Exclude<keyof RealtimeEvents, 'statechange'>, detail: any, frame?: PostFrame): void {
    if (kind === 'state') {
      this.#keep(detail);
      for (const group of this.#groups.values()) group.follow(detail);
      return this.#listeners.emit('statechange', detail);
    }
    if (kind === 'left') return this.#groups.get(detail)?.end();
    this.#groups.get(detail?.sender_rid ?? detail?.group)?.hear(detail, frame);
    this.#listeners.emit(kind, detail);
  }

  #keep({ name }: RealtimeState): void {
    if (name === 'idle' || name === 'closed') observed.delete(this);
    else observed.add(this);
  }
}
