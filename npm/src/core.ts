import start, { Core as Module } from 'groupwire:glue';
import { bytes } from 'groupwire:wasm';
import { Promises } from '../../src/js/promises.js';
import { RealtimeError } from './error.js';
import type {
  DatabaseResponse, GroupItem, HistoryResponse, JoinResult, PostResult, RealtimeState, UserItem,
} from './types.js';

/** A listener of everything that a client tells. */
type Observer = (kind: any, detail: any, frame?: any) => void;

/**
 * A client inside the WebAssembly module, which has one function for all calls: these are their names, with the
 * numbers of `src/exports.rs`. They take what the public functions take, and form snapshots. Times are milliseconds.
 */
export class Core {
  readonly #module: Module;

  constructor(options: unknown) {
    this.#module = new Module(options);
  }

  connectRealtime(callback: unknown, timeout?: number): Promise<WebSocket> {
    return this.#call(0, [callback], timeout);
  }

  postRealtime(message: unknown, recipient: unknown, notification: unknown, timeout?: number): Promise<PostResult> {
    return this.#call(1, [message, recipient, notification], timeout);
  }

  joinRealtime(params: unknown, timeout?: number): Promise<JoinResult> {
    return this.#call(2, [params], timeout);
  }

  closeRealtime(): Promise<void> {
    return this.#call(3);
  }

  /** Joins one of several groups. `since` is the position of the last post that is known. */
  joinGroup(name: unknown, since?: unknown, timeout?: number): Promise<JoinResult> {
    return this.#call(4, [name, since], timeout);
  }

  leaveGroup(name: unknown, timeout?: number): Promise<JoinResult> {
    return this.#call(5, [name], timeout);
  }

  getRealtimeGroups(params: unknown, fetchOptions: unknown): Promise<DatabaseResponse<GroupItem>> {
    return this.#call(6, ['groups', params, fetchOptions]);
  }

  getRealtimeUsers(params: unknown, fetchOptions: unknown): Promise<DatabaseResponse<UserItem>> {
    return this.#call(6, ['users', params, fetchOptions]);
  }

  history(params: unknown, fetchOptions: unknown): Promise<HistoryResponse> {
    return this.#call(6, ['history', params, fetchOptions]);
  }

  /** Takes back the call that one of the other methods gave `promise` for. */
  abort(promise: Promise<unknown>, reason: unknown): void {
    this.#call(7, [promise, reason]);
  }

  /** Has everything told to `observer`, in place of the one before. */
  observe(observer: Observer): void {
    this.#call(8, [observer]);
  }

  get bufferedAmount(): number {
    return this.#call(9);
  }

  get state(): RealtimeState {
    return this.#call(10);
  }

  #call(what: number, args: unknown[] = [], timeout = -1): any {
    try {
      return this.#module.call(what, args, timeout);
    } catch (cause) {
      Promises.stop(cause);
      throw cause;
    }
  }
}

let loading: Promise<typeof Core> | undefined;

/**
 * The class of clients inside the WebAssembly module, which is compiled once, at the first call.
 *
 * Rejects with `NOT_SUPPORTED` where the page may not compile WebAssembly; the next call tries again.
 */
export function loadCore(): Promise<typeof Core> {
  loading ??= compile().catch((cause: unknown) => {
    loading = undefined;
    throw new RealtimeError('NOT_SUPPORTED', 'WebAssembly could not be started in this environment.', { cause });
  });
  return loading;
}

async function compile(): Promise<typeof Core> {
  await start(bytes());
  return Core;
}
