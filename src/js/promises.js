import { makeError } from './error.js';

/** The tables that have promises in them. */
const open = new Set();

/** The promises of one client that have been given out and not been settled, by the numbers of their calls. */
export class Promises {
  #pending = new Map();

  /** A new promise for the call `id`. */
  open(id) {
    open.add(this);
    const call = {};
    call.promise = new Promise((resolve, reject) => Object.assign(call, { resolve, reject }));
    this.#pending.set(id, call);
    return call.promise;
  }

  /** Settles the promise of the call `id`. A promise is settled once: later answers are ignored. */
  settle(id, ok, value) {
    const call = this.#pending.get(id);
    this.#pending.delete(id);
    if (!this.#pending.size) open.delete(this);
    if (ok) call?.resolve(value);
    else call?.reject(value);
  }

  /** How many promises are not settled. */
  get size() {
    return this.#pending.size;
  }

  /** The call that `promise` was given out for; 0 where it is settled or somebody else's. */
  idOf(promise) {
    for (const [id, call] of this.#pending) if (call.promise === promise) return id;
    return 0;
  }

  /** The page has got `by` in place of `promise`. */
  replace(promise, by) {
    const call = this.#pending.get(this.idOf(promise));
    if (call) call.promise = by;
  }

  /** Rejects every promise of every client: the module has a bug that stopped it, and nothing else will. */
  static stop(cause) {
    const reason = makeError('ERROR', 'groupwire has stopped after an internal error. Reload the page.', undefined, cause);
    for (const table of open) for (const id of table.#pending.keys()) table.settle(id, false, reason);
  }
}
