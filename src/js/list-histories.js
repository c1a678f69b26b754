/** The lists whose histories are kept: a search box asks for another list with every letter. */
const MAX_HISTORIES = 64;

/** How far the lists of one user have been read: the start keys of each list, by which the next call goes on. */
export class Histories {
  /** The start keys of each list so far, as JSON or `end`, from the list not used for longest to the latest. */
  #histories = new Map();

  /**
   * The page of the list `key` that `options` ask for, as `{ list, startKey, endOfList, startKeyHistory }`.
   *
   * @param {string} key tells lists apart
   * @param {any} given the start key that the list begins with, if any
   * @param {any} options `startKey`, `fetchMore`; `isLate` once nobody waits for the page any more
   * @param {(startKey: any) => Promise<{ list: any[], next: any, endOfList: boolean }>} fetch gives the page that begins there
   */
  async page(key, given, options, fetch) {
    const { startKey, fetchMore } = options;
    if (startKey === 'end') return page([], 'end', this.#of(key));
    if (!fetchMore || startKey === 'start') this.#histories.delete(key);
    const before = this.#of(key);
    const last = before.at(-1);
    if (last === 'end') return page([], 'end', before);

    const { list, next, endOfList } = await fetch(last ? JSON.parse(last) : given);
    const after = advanced(before, next);
    // Nobody has seen the page of a call that came too late.
    if (!options.isLate) this.#remember(key, before, after);
    return page(list, next, after, endOfList);
  }

  #of(key) {
    return this.#histories.get(key) ?? [];
  }

  /**
   * The page after those that `before` led to has come, and `after` leads to the one after it.
   * Answers may come late, twice, or after the list was begun anew: only one to the latest page
   * that is known moves the list on.
   */
  #remember(key, before, after) {
    const known = this.#of(key);
    if (known.length > after.length || before.some((start, at) => start !== known[at])) return;
    const histories = this.#histories;
    histories.delete(key);
    if (histories.size >= MAX_HISTORIES) histories.delete(histories.keys().next().value);
    histories.set(key, after);
  }
}

/** The history with the start key `next`. */
function advanced(before, next) {
  const text = next === 'end' ? next : JSON.stringify(next);
  return before.includes(text) ? before : [...before, text];
}

/** A result; its history is its own. */
function page(list, startKey, history, endOfList = true) {
  return { list, startKey, endOfList, startKeyHistory: [...history] };
}
