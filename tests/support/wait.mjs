// @ts-check
// Waiting for something to happen, always with a deadline and a message that says what did not.

import { performance } from 'node:perf_hooks';
import { setTimeout as pause } from 'node:timers/promises';

/** The deadline of a wait that names none, in milliseconds. */
export const DEADLINE = 10_000;

/** The error of a wait that came to its deadline. */
export class DeadlineError extends Error {
  /** @override */
  name = 'DeadlineError';
}

/**
 * The promise's result; rejects when it takes longer than `deadline` milliseconds.
 * @template T
 * @param {PromiseLike<T>} promise
 * @param {number} [deadline]
 * @param {string | (() => string)} [what] what is waited for
 * @returns {Promise<T>}
 */
export async function within(promise, deadline = DEADLINE, what = 'a promise') {
  /** @type {NodeJS.Timeout | undefined} */
  let timer;
  const late = new Promise((_, reject) => {
    timer = setTimeout(() => {
      const name = typeof what === 'string' ? what : what();
      reject(new DeadlineError(`waited ${deadline} ms for ${name}`));
    }, deadline);
  });
  try {
    return /** @type {T} */ (await Promise.race([promise, late]));
  } finally {
    clearTimeout(timer);
  }
}

/**
 * Asks `question` again and again until its answer is truthy, and returns that. An exception
 * counts as "not yet" and is the cause of the error at the deadline.
 * For what announces itself (an event, a promise, an `Inbox`) wait for the announcement instead.
 * @template T
 * @param {() => T | Promise<T>} question
 * @param {number} [deadline]
 * @param {string} [what]
 * @returns {Promise<T>}
 */
export async function until(question, deadline = DEADLINE, what = String(question)) {
  const end = performance.now() + deadline;
  /** @type {unknown} */
  let cause;
  for (;;) {
    try {
      const answer = await within(Promise.resolve(question()), Math.max(1, end - performance.now()), what);
      if (answer) return answer;
    } catch (error) {
      cause = error;
    }
    if (performance.now() >= end) throw new DeadlineError(`waited ${deadline} ms for ${what}`, { cause });
    await pause(10);
  }
}

/**
 * A list of what has arrived so far, on which one can wait for what has not.
 * @template T
 */
export class Inbox {
  /** @type {T[]} */
  items = [];
  /** @type {Set<() => void>} */
  #waiting = new Set();

  /** What is here, for messages: whole payloads would bury the rest. */
  toString() {
    const text = JSON.stringify(this.items) ?? '';
    return text.length > 2_000 ? `${text.slice(0, 2_000)}… (${this.items.length} items)` : text;
  }

  /** @param {T} item */
  push(item) {
    this.items.push(item);
    for (const look of [...this.#waiting]) look();
  }

  /**
   * The first item, among those that are here and those to come, for which `wanted` is true.
   * @param {(item: T) => unknown} wanted
   * @param {number} [deadline]
   * @returns {Promise<T>}
   */
  first(wanted, deadline = DEADLINE) {
    return this.when((items) => items.find((item) => wanted(item)), deadline, String(wanted));
  }

  /**
   * The first truthy answer of `question`, which is asked now and after each arrival.
   * @template A
   * @param {(items: T[]) => A} question
   * @param {number} [deadline]
   * @param {string} [what]
   * @returns {Promise<NonNullable<A>>}
   */
  async when(question, deadline = DEADLINE, what = String(question)) {
    /** @type {() => void} */
    let look = () => {};
    const answer = new Promise((resolve, reject) => {
      look = () => {
        try {
          const found = question(this.items);
          if (found) resolve(found);
        } catch (error) {
          reject(error);
        }
      };
    });
    this.#waiting.add(look);
    look();
    try {
      return await within(answer, deadline, () => `${what}; there is ${this}`);
    } finally {
      this.#waiting.delete(look);
    }
  }
}
