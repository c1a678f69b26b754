import { decode } from '../../../src/js/ejson.js';
import type { RealtimeError } from '../error.js';
import type { CallOptions } from '../types.js';
import type { RestOptions } from './rest/index.js';
import { serverErrorOf } from './server-error.js';

/** Who asks whom, at the time of the asking. */
export type Signature = () => Pick<RestOptions, 'restUrl' | 'userId' | 'token'>;

/**
 * What goes over REST: requests of the page, and what methods did that the server does not have any more, where REST does the
 * same. The code for it is loaded with the first.
 */
export class RestApi {
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

  /** Makes a request, signed with the login; `path` is what comes after `api/v1/`. */
  async ask(http: 'GET' | 'POST', path: string, fields: object, bounds: CallOptions): Promise<any> {
    const { asking } = await import('./rest/index.js');
    return asking(this.#options(path, bounds), undefined, (ask) => ask(http, path, fields));
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
    return fallback(method, decode(params) as unknown[], { ...this.#options(method, bounds), cause });
  }

  #options(what: string, bounds: CallOptions): RestOptions {
    return { ...bounds, ...this.#sign(), held: (millis) => this.#held(what, millis) };
  }
}
