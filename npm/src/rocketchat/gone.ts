import { decode } from '../../../src/js/ejson.js';
import type { RealtimeError } from '../error.js';
import type { CallOptions } from '../types.js';
import type { RestOptions } from './rest/index.js';
import { serverErrorOf } from './server-error.js';

/** Who asks whom, at the time of the asking. */
export type Signature = () => Pick<RestOptions, 'restUrl' | 'userId' | 'token'>;

/** Methods that the server does not have any more: what they did is done over REST, where that does the same. */
export class Gone {
  #sign: Signature;
  #held: (method: string, millis: number) => void;
  /** What each was refused with, on this connection. */
  #methods = new Map<string, RealtimeError>();

  /** @param held is told of a request that the server has no time for */
  constructor(sign: Signature, held: (method: string, millis: number) => void) {
    this.#sign = sign;
    this.#held = held;
  }

  /** The error that says that the server does not have this method, if it said so. */
  find(method: string): RealtimeError | undefined {
    return this.#methods.get(method);
  }

  /** Whether `error` says that the server does not have the method; it is not asked again then. */
  note(method: string, error: RealtimeError): boolean {
    const { error: code, reason } = serverErrorOf(error) ?? {};
    const isGone = code === 404 && reason === `Method '${method}' not found`;
    if (isGone) this.#methods.set(method, error);
    return isGone;
  }

  /** The next connection may lead to another server. */
  clear(): void {
    this.#methods.clear();
  }

  /**
   * Does what the method did; `params` are raw. Rejects with `cause` for a method that nobody knows, and with
   * `NOT_SUPPORTED` where there is nothing that does the same.
   */
  async call(method: string, params: readonly unknown[], bounds: CallOptions, cause: RealtimeError): Promise<any> {
    const { fallback, isKnown } = await import('./rest/index.js').catch(() => {
      throw cause;
    });
    if (!isKnown(method)) throw cause;
    const held = (millis: number) => this.#held(method, millis);
    return fallback(method, decode(params) as unknown[], { ...bounds, ...this.#sign(), cause, held });
  }
}
