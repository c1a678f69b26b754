// What posts and joins take and give.

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
