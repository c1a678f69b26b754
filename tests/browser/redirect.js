// @ts-check
// Evaluated as a script: see support/helpers.js.

/** Writes down where the page of the tests is led, and keeps it from going there. */
class GroupwireDepartures {
  /** Each as its address and `push` or `replace`. @type {[string, string][]} */
  all = [];
  /** Whether the session storage is full. */
  full = false;
  #setItem = Storage.prototype.setItem;
  /** @param {any} event a `NavigateEvent` */
  #listener = (event) => {
    this.all.push([event.destination.url, event.navigationType]);
    event.preventDefault();
  };

  constructor() {
    sessionStorage.clear();
    const departures = this;
    const real = this.#setItem;
    /** @this {Storage} @param {string} key @param {string} value */
    Storage.prototype.setItem = function (key, value) {
      if (departures.full) throw new DOMException('full', 'QuotaExceededError');
      real.call(this, key, value);
    };
    /** @type {any} */ (globalThis).navigation.addEventListener('navigate', this.#listener);
  }

  /** What the session storage holds. */
  get stored() {
    return Object.entries(sessionStorage);
  }

  restore() {
    Storage.prototype.setItem = this.#setItem;
    /** @type {any} */ (globalThis).navigation.removeEventListener('navigate', this.#listener);
    sessionStorage.clear();
  }
}

Object.assign(globalThis, { GroupwireDepartures });
