import { abortable, refusal, watch, type Abortable } from './bounds.js';
import { failure } from './error.js';
import type { CallOptions } from './types.js';

/** A call that waits. What it is given throws where the core could not be made. */
type Later<Core> = (core: () => Core) => void;

/** Makes a core with the first call, and makes the calls that came meanwhile in their order when it is there. */
export class Starter<Core extends Abortable> {
  #make: () => Promise<Core>;
  #started: (core: Core) => void;
  #core: Core | undefined;
  /** Calls made while the core was being made, in their order. Undefined while none is. */
  #waiting: Set<Later<Core>> | undefined;

  /** @param started is given the core before any call is made */
  constructor(make: () => Promise<Core>, started: (core: Core) => void) {
    this.#make = make;
    this.#started = started;
  }

  /** The core, once it is there. */
  get core(): Core | undefined {
    return this.#core;
  }

  /** Whether nothing has been called yet, or could be. */
  get isUnused(): boolean {
    return !this.#core && !this.#waiting;
  }

  /** Makes a call within its bounds: at once where the core is there, otherwise in its turn, with the time that is left to it. */
  call<T>(options: CallOptions, call: (core: Core, options: CallOptions) => Promise<T>): Promise<T> {
    const refused = refusal(options);
    if (refused) return Promise.reject(refused);
    const make = (core: () => Core, options: CallOptions) =>
      settled(() => abortable(core(), call(core(), options), options.signal));
    const core = this.#core;
    if (core) return make(() => core, options);
    return new Promise((resolve, reject) => {
      const later: Later<Core> = (core) => {
        const left = release();
        resolve(make(core, left));
      };
      const release = watch(options, (error) => {
        release();
        this.#waiting?.delete(later);
        reject(error);
      });
      if (this.#waiting) this.#waiting.add(later);
      else void this.#start(new Set([later]));
    });
  }

  async #start(waiting: Set<Later<Core>>): Promise<void> {
    this.#waiting = waiting;
    let core: () => Core;
    try {
      const made = await this.#make();
      this.#core = made;
      this.#started(made);
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

/**
 * What `call` gives, or what it throws as a rejection. A module that has stopped throws what is no
 * `RealtimeError`, and so do options that have getters that throw: that is the `cause`.
 */
function settled<T>(call: () => Promise<T>): Promise<T> {
  try {
    return call();
  } catch (cause) {
    return Promise.reject(failure(cause, 'groupwire has stopped after an internal error. Reload the page.'));
  }
}
