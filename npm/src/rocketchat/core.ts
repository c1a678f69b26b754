import start, { Core as Module } from 'groupwire:glue-rocketchat';
import { bytes } from 'groupwire:wasm-rocketchat';
import { CoreBase, loader } from '../core-base.js';
import type { RealtimeCallback, RealtimeOptions, TokenHint } from '../types.js';

/** Options of the connection; `token` gives the JSON text of the parameter of `login`, or nothing for nobody. */
export interface CoreOptions
  extends Pick<
    RealtimeOptions,
    | 'connectTimeout' | 'sendTimeout' | 'heartbeat' | 'heartbeatTimeout' | 'maxAttempts' | 'backoff' | 'queue'
    | 'highWaterMark' | 'parkAfter' | 'WebSocket'
  > {
  url: string;
  token: (hint: TokenHint) => string | undefined | Promise<string | undefined>;
}

/** How a method is called. */
export interface MethodOptions {
  /** It may be done twice: where it was not answered before the connection was lost, it is sent again. */
  again?: boolean;
  /** Milliseconds. */
  timeout?: number;
}

/**
 * A connection to a server of the Rocket.Chat Realtime API, inside the WebAssembly module that speaks it. What goes in and
 * comes out is EJSON in its plain form. The numbers are those of `src/exports.rs`; times are milliseconds.
 *
 * What it tells: `event`, `state` and `drain` as the other core; `frame` (a message about a document or of a stream),
 * `ended` (`{ name, params, error? }`, a subscription), `login` and `refused` (what the server said to a login), `held`
 * (`{ method, millis }`, a call that is made once more later), `problem` (`{ reason, offendingMessage? }`).
 */
export class DdpCore extends CoreBase {
  constructor(options: CoreOptions) {
    super(new Module(options));
  }

  /** Resolves when the session has begun, who there is has logged in, and the subscriptions were made again. */
  connect(callback: RealtimeCallback, timeout?: number): Promise<WebSocket> {
    return this.make(0, [callback], timeout);
  }

  /** Closes the connection: the subscriptions end with it. Never hangs. */
  close(): Promise<void> {
    return this.make(3);
  }

  /**
   * Calls a method; gives what it returns, `undefined` for nothing. A refusal has the server's error object as its
   * `cause`, and says with `settled` whether it is certain that nothing was done.
   */
  call(method: string, params: unknown[], { again = false, timeout }: MethodOptions = {}): Promise<unknown> {
    return this.make(11, [method, params, again], timeout);
  }

  /**
   * Subscribes; settles when the server is ready, or refuses. Streams with the same first parameter, and publications
   * with the same parameters, are subscribed to once, until as many {@link unsubscribe} have been called.
   */
  subscribe(name: string, params: unknown[], timeout?: number): Promise<void> {
    return this.make(12, [name, params], timeout);
  }

  /** Takes a subscription back; one that is not settled rejects with `ABORTED`. */
  unsubscribe(name: string, params: unknown[]): void {
    // It is refused only where there is no connection, and so no subscription.
    this.make(13, [name, params]).catch(() => {});
  }

  /** Gives a subscription that takes commands the command `now`; later connections subscribe with `params`. */
  amend(name: string, params: unknown[], now: unknown[]): Promise<void> {
    return this.make(14, [name, params, now]);
  }

  /** Logs in on the open connection with what `token` gives; calls wait meanwhile. Gives the server's answer. */
  login(timeout?: number): Promise<unknown> {
    return this.make(15, [], timeout);
  }
}

/**
 * The class of connections inside the WebAssembly module, which is compiled once, at the first call.
 *
 * Rejects with `NOT_SUPPORTED` where the page may not compile WebAssembly; the next call tries again.
 */
export const loadDdpCore: () => Promise<typeof DdpCore> = loader(DdpCore, async () => start(bytes()));
