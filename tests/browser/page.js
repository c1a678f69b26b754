// @ts-check
// Evaluated as a script: see support/helpers.js.

/** The signals of the page, given as the browser would. */
const groupwirePage = {
  hide() {
    Object.defineProperty(document, 'visibilityState', { configurable: true, value: 'hidden' });
    document.dispatchEvent(new Event('visibilitychange'));
  },

  show() {
    // What is underneath is the browser's own.
    Reflect.deleteProperty(document, 'visibilityState');
    document.dispatchEvent(new Event('visibilitychange'));
  },

  /** The network is there again, or not. @param {boolean} online */
  connect(online) {
    dispatchEvent(new Event(online ? 'online' : 'offline'));
  },

  resume() {
    document.dispatchEvent(new Event('resume'));
  },

  leave() {
    dispatchEvent(new PageTransitionEvent('pagehide', { persisted: true }));
  },

  /** @param {boolean} persisted from the browser's cache */
  arrive(persisted) {
    dispatchEvent(new PageTransitionEvent('pageshow', { persisted }));
  },
};

/** What is held of the page from now on: listeners that end with a signal, and timers. */
class GroupwireHoldings {
  /** @type {AbortSignal[]} */
  #signals = [];
  /** @type {Set<any>} */
  #timers = new Set();
  #addEventListener = EventTarget.prototype.addEventListener;
  #setTimeout = globalThis.setTimeout;
  #clearTimeout = globalThis.clearTimeout;

  constructor() {
    const signals = this.#signals;
    const add = this.#addEventListener;
    /** @this {EventTarget} @param {string} type @param {any} listener @param {any} options */
    EventTarget.prototype.addEventListener = function (type, listener, options) {
      if (options?.signal && (this === document || this === window)) signals.push(options.signal);
      add.call(this, type, listener, options);
    };
    const global = /** @type {any} */ (globalThis);
    global.setTimeout = (/** @type {Function} */ run, /** @type {number} */ ms) => {
      const timer = this.#setTimeout.call(globalThis, () => {
        this.#timers.delete(timer);
        run();
      }, ms);
      this.#timers.add(timer);
      return timer;
    };
    global.clearTimeout = (/** @type {any} */ timer) => {
      this.#timers.delete(timer);
      this.#clearTimeout.call(globalThis, timer);
    };
  }

  get listeners() {
    return this.#signals.filter((signal) => !signal.aborted).length;
  }

  get timers() {
    return this.#timers.size;
  }

  restore() {
    EventTarget.prototype.addEventListener = this.#addEventListener;
    Object.assign(globalThis, { setTimeout: this.#setTimeout, clearTimeout: this.#clearTimeout });
  }
}

Object.assign(globalThis, { groupwirePage, GroupwireHoldings });
