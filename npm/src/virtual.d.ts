/** The WebAssembly module. */
declare module 'groupwire:wasm' {
  export function bytes(): Uint8Array<ArrayBuffer>;
}

/** The functions that wasm-bindgen makes for the module. */
declare module 'groupwire:glue' {
  import type { DatabaseResponse, GroupItem, JoinResult, PostResult, UserItem } from './types.js';

  /** A client inside the module. Its methods take what the public ones take, and form snapshots. */
  export class Realtime {
    constructor(options: unknown);
    connectRealtime(callback: unknown): Promise<WebSocket>;
    postRealtime(message: unknown, recipient: unknown, notification: unknown): Promise<PostResult>;
    joinRealtime(params: unknown): Promise<JoinResult>;
    getRealtimeGroups(params: unknown, fetchOptions: unknown): Promise<DatabaseResponse<GroupItem>>;
    getRealtimeUsers(params: unknown, fetchOptions: unknown): Promise<DatabaseResponse<UserItem>>;
    closeRealtime(): Promise<void>;
  }

  /** Compiles and starts the module. To be called once. */
  export default function start(bytes: BufferSource): Promise<void>;
}
