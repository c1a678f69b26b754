import type { Core as Module } from 'groupwire:glue';
import { Promises } from '../../src/js/promises.js';
import { RealtimeError } from './error.js';
import type { RealtimeState } from './types.js';

/** A listener of everything that a client tells. */
type Observer = (kind: any, detail: any, frame?: any) => void;

/** A client inside a WebAssembly module, which has one function for all calls, with the numbers of `src/exports.rs`. */
export class CoreBase {
  readonly #module: Module;

  constructor(module: Module) {
    this.#module = module;
  }

  /** Takes back the call that one of the other methods gave `promise` for. */
  abort(promise: Promise<unknown>, reason: unknown): void {
    this.make(7, [promise, reason]);
  }

  /** Has everything told to `observer`, in place of the one before. */
  observe(observer: Observer): void {
    this.make(8, [observer]);
  }

  get bufferedAmount(): number {
    return this.make(9);
  }

  get state(): RealtimeState {
    return this.make(10);
  }

  /** Makes the call of this number. */
  protected make(what: number, args: unknown[] = [], timeout = -1): any {
    try {
      return this.#module.call(what, args, timeout);
    } catch (cause) {
      Promises.stop(cause);
      throw cause;
    }
  }
}

/**
 * A function that gives `Class` once `start` has started its module, which happens at the first call.
 *
 * It rejects with `NOT_SUPPORTED` where the page may not compile WebAssembly; the next call tries again.
 */
export function loader<Class>(Class: Class, start: () => Promise<void>): () => Promise<Class> {
  let loading: Promise<Class> | undefined;
  return () =>
    (loading ??= start().then(
      () => Class,
      (cause: unknown) => {
        loading = undefined;
        throw new RealtimeError('NOT_SUPPORTED', 'WebAssembly could not be started in this environment.', { cause });
      },
    ));
}
