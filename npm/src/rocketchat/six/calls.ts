import { readForm } from '../../../../src/js/form.js';
import { valuesOf } from '../../../../src/js/form-values.js';
import type { CallOptions } from '../../types.js';

/** How long a post or a join may take, all of its steps together, in milliseconds. */
const SEND_TIMEOUT = 30_000;

/** How long a close waits for what has been sent, in milliseconds. */
const CLOSE_TIMEOUT = 1000;

/** What bounds a call of several steps: each has what is left of its time. */
export interface Bounds {
  readonly options: CallOptions;
}

/** The calls that are under way, each of which may take several of the server. */
export class Calls {
  #service: string;
  #sendTimeout: number;
  #open = new Map<Promise<unknown>, AbortController>();
  /** Posts and joins that have no answer. */
  #unanswered = new Set<Promise<unknown>>();

  constructor(service: string, sendTimeout = SEND_TIMEOUT) {
    this.#service = service;
    this.#sendTimeout = sendTimeout;
  }

  /** Makes a call that can be taken back. */
  begin<T>(timeout: number | undefined, run: (bounds: Bounds) => Promise<T>): Promise<T> {
    const controller = new AbortController();
    const promise = run(boundsOf(controller.signal, timeout));
    return this.#keep(promise, promise, controller);
  }

  /**
   * Makes a post or a join. `prepare` reads its arguments, now, and gives what is to be done; what it throws is what the call
   * rejects with. `given` may be a form.
   */
  submit<T>(given: unknown, timeout: number | undefined, prepare: (read: () => any) => (bounds: Bounds) => Promise<T>): Promise<T> {
    const controller = new AbortController();
    const form = readForm(given);
    const read = () => (form ? valuesOf(form) : given);
    const time = Math.min(timeout ?? Infinity, this.#sendTimeout);
    const promise = new Promise<T>((resolve) => resolve(prepare(read)(boundsOf(controller.signal, time))));
    this.#unanswered.add(promise);
    const done = () => void this.#unanswered.delete(promise);
    promise.then(done, done);
    return this.#keep(promise, this.#followed(promise, form), controller);
  }

  /** Makes a list call, which minds its own bounds. */
  list<T>(given: unknown, begin: (query: any) => Promise<T>): Promise<T> {
    const form = readForm(given);
    const read = () => (form ? valuesOf(form) : given && typeof given === 'object' && !Array.isArray(given) ? { ...given } : given);
    return this.#followed(new Promise<T>((resolve) => resolve(begin(read()))), form);
  }

  /** Takes back the call that one of the other methods gave `promise` for. */
  abort(promise: Promise<unknown>, reason: unknown): void {
    this.#open.get(promise)?.abort(reason);
  }

  /** Waits until everything that was sent has been answered, a second at most. */
  async answered(): Promise<void> {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const late = new Promise((resolve) => (timer = setTimeout(resolve, CLOSE_TIMEOUT)));
    await Promise.race([late, Promise.allSettled(this.#unanswered)]);
    clearTimeout(timer);
  }

  #keep<T>(promise: Promise<unknown>, given: Promise<T>, controller: AbortController): Promise<T> {
    this.#open.set(given, controller);
    const done = () => void this.#open.delete(given);
    promise.then(done, done);
    return given;
  }

  /** The promise of a call that was given `form`: with its answer the page goes where the form's `action` leads. */
  #followed<T>(promise: Promise<T>, form: ReturnType<typeof readForm>): Promise<T> {
    if (form?.action === undefined) return promise;
    promise.catch(() => {});
    return import('../../../../src/js/redirect.js').then(
      ({ follow }) => follow(promise, form, this.#service) as Promise<T>,
      () => promise,
    );
  }
}

function boundsOf(signal: AbortSignal, timeout: number | undefined): Bounds {
  const end = timeout === undefined ? undefined : performance.now() + timeout;
  return {
    get options() {
      return { signal, ...(end !== undefined && { timeout: Math.max(0, end - performance.now()) }) };
    },
  };
}
