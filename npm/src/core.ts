import start, { Core as Module } from 'groupwire:glue';
import { bytes } from 'groupwire:wasm';
import { CoreBase, loader } from './core-base.js';
import type { DatabaseResponse, GroupItem, HistoryResponse, JoinResult, PostResult, UserItem } from './types.js';

/** The calls of the public functions by their names. They take what those take, and form snapshots. Times are milliseconds. */
export class Core extends CoreBase {
  constructor(options: unknown) {
    super(new Module(options));
  }

  connectRealtime(callback: unknown, timeout?: number): Promise<WebSocket> {
    return this.make(0, [callback], timeout);
  }

  postRealtime(message: unknown, recipient: unknown, notification: unknown, timeout?: number): Promise<PostResult> {
    return this.make(1, [message, recipient, notification], timeout);
  }

  joinRealtime(params: unknown, timeout?: number): Promise<JoinResult> {
    return this.make(2, [params], timeout);
  }

  closeRealtime(): Promise<void> {
    return this.make(3);
  }

  /** Joins one of several groups. `since` is the position of the last post that is known. */
  joinGroup(name: unknown, since?: unknown, timeout?: number): Promise<JoinResult> {
    return this.make(4, [name, since], timeout);
  }

  leaveGroup(name: unknown, timeout?: number): Promise<JoinResult> {
    return this.make(5, [name], timeout);
  }

  getRealtimeGroups(params: unknown, fetchOptions: unknown): Promise<DatabaseResponse<GroupItem>> {
    return this.make(6, ['groups', params, fetchOptions]);
  }

  getRealtimeUsers(params: unknown, fetchOptions: unknown): Promise<DatabaseResponse<UserItem>> {
    return this.make(6, ['users', params, fetchOptions]);
  }

  history(params: unknown, fetchOptions: unknown): Promise<HistoryResponse> {
    return this.make(6, ['history', params, fetchOptions]);
  }
}

/** What makes the calls of a `Realtime`: the module, or what does the same over Rocket.Chat. */
export type AnyCore = Pick<Core, keyof Core>;

/** The class of clients inside the WebAssembly module, which is compiled once. */
export const loadCore: () => Promise<typeof Core> = loader(Core, async () => start(bytes()));
