import { type Core, loadCore } from './core.js';
import { RealtimeError } from './error.js';
import { snapshot } from './snapshot.js';
import type {
  DatabaseResponse, FetchOptions, GroupItem, GroupQuery, JoinParams, JoinResult, PostResult,
  RealtimeCallback, RealtimeNotification, RealtimeOptions, Recipient, UserItem, UserQuery,
} from './types.js';

/**
 * A client with a connection of its own, independent of every other one.
 *
 * Nothing happens before the first call, which also loads the WebAssembly module.
 */
export class Realtime {
  #options: RealtimeOptions | Promise<RealtimeOptions>;
  #core: Core | undefined;
  /** Calls made while the module was loading, in their order. Undefined while nothing loads. */
  #waiting: Later[] | undefined;

  constructor(options: RealtimeOptions | Promise<RealtimeOptions> = {}) {
    this.#options = options;
    // A failure belongs to the calls, which all reject with it; it is no failure of the page.
    if (options instanceof Promise) options.catch(() => {});
  }

  /**
   * Opens the connection and tells `callback` what happens on it. Gives the open `WebSocket`.
   *
   * A call while the connection is open or being opened gives the same socket, and the newest
   * callback takes over.
   *
   * Rejects with
   * - `INVALID_REQUEST` `Callback must be a function.`
   * - `INVALID_REQUEST` `User login is required.` where there is no token
   * - `ERROR` `Skapi: WebSocket connection error.` where the connection does not open in time
   * - `NOT_SUPPORTED` where there is no WebSocket
   */
  connectRealtime(callback: RealtimeCallback): Promise<WebSocket> {
    return this.#call((core) => core.connectRealtime(callback));
  }

  /**
   * Posts any JSON value, or the data of a submitted form, to the joined group or to a user.
   *
   * A string that is a UUID is a user, any other string is a group; `{ user }`, `{ group }` and
   * `{ connection }` say it outright. The payload is read at the call.
   *
   * Rejects with
   * - `INVALID_REQUEST` `No realtime connection. Execute connectRealtime() before this method.`
   * - `INVALID_REQUEST` `User has not joined to the recipient group. Run joinRealtime('...')`,
   *   with the group as `recipient`
   * - `INVALID_REQUEST` `Realtime connection is not open. Try reconnecting with connectRealtime().`
   * - `INVALID_REQUEST` `No recipient.`, `Invalid data type.`, `Data should not exceed 2MB`
   * - `INVALID_PARAMETER` where the recipient or the notification has a wrong type
   */
  postRealtime(
    message: SubmitEvent | any,
    recipient: Recipient,
    notification?: RealtimeNotification | null,
  ): Promise<PostResult> {
    return this.#call(
      (core, message, notification) => core.postRealtime(message, recipient, notification),
      message,
      notification,
    );
  }

  /**
   * Joins a group and leaves the one before; `null` or `''` only leaves. The group is made when
   * nobody is in it yet.
   *
   * Rejects with
   * - `INVALID_REQUEST` `No realtime connection. Execute connectRealtime() before this method.`
   * - `INVALID_REQUEST` `Realtime connection is not open. Try reconnecting with connectRealtime().`
   * - `INVALID_PARAMETER` `"group" must be a string | null.`
   */
  joinRealtime(params: SubmitEvent | JoinParams): Promise<JoinResult> {
    return this.#call((core, params) => core.joinRealtime(params), params);
  }

  /** Lists the groups of the service, or those that match. Needs no connection. */
  getRealtimeGroups(
    params?: SubmitEvent | GroupQuery | null,
    fetchOptions?: FetchOptions,
  ): Promise<DatabaseResponse<GroupItem>> {
    return this.#call((core, params) => core.getRealtimeGroups(params, fetchOptions), params);
  }

  /** Lists the connections in a group. Needs no connection. */
  getRealtimeUsers(
    params: SubmitEvent | UserQuery,
    fetchOptions?: FetchOptions,
  ): Promise<DatabaseResponse<UserItem>> {
    return this.#call((core, params) => core.getRealtimeUsers(params, fetchOptions), params);
  }

  /** Leaves the group and closes the connection. Never rejects, and never hangs. */
  closeRealtime(): Promise<void> {
    // Nothing is loaded for a client that was never used.
    if (!this.#core && !this.#waiting) return Promise.resolve();
    return this.#call((core) => core.closeRealtime());
  }

  /**
   * Makes a call, at once where the module is there. Otherwise `args` are kept as they are now,
   * and the call is made in its turn.
   */
  #call<Args extends unknown[], T>(
    call: (core: Core, ...args: Args) => Promise<T>,
    ...args: Args
  ): Promise<T> {
    const core = this.#core;
    if (core) return settled(() => call(core, ...args));
    const kept = args.map(snapshot) as Args;
    return new Promise((resolve) => {
      const later: Later = (core) => resolve(settled(() => call(core(), ...kept)));
      if (this.#waiting) this.#waiting.push(later);
      else void this.#load([later]);
    });
  }

  /** Makes the client inside the module and then the calls that wait for it. */
  async #load(waiting: Later[]): Promise<void> {
    this.#waiting = waiting;
    let core: () => Core;
    try {
      const [CoreClass, options] = await Promise.all([loadCore(), this.#options]);
      const made = new CoreClass(options);
      this.#core = made;
      core = () => made;
    } catch (error) {
      core = () => {
        throw error;
      };
    }
    this.#waiting = undefined;
    for (const later of waiting) later(core);
  }
}

/** A call that waits. What it is given throws where the client could not be made. */
type Later = (core: () => Core) => void;

/** What `call` gives, or what it throws as a rejection. Only a module that has stopped throws anything but a `RealtimeError`. */
function settled<T>(call: () => Promise<T>): Promise<T> {
  try {
    return call();
  } catch (cause) {
    if (cause instanceof RealtimeError) return Promise.reject(cause);
    const message = 'groupwire has stopped after an internal error. Reload the page.';
    return Promise.reject(new RealtimeError('ERROR', message, { cause }));
  }
}
