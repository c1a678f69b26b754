// @ts-check
// A client in its own process, from outside.

import { fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { expect } from '../faults/accounts.mjs';
import { Inbox } from '../support/index.mjs';

const PROGRAM = join(import.meta.dirname, 'program.mjs');

/**
 * What became of something that the client was asked to do: its value, its error, or nothing in the time that it had.
 * @typedef {{ value: any, error?: undefined, pending?: undefined } | { error: import('./program.mjs').Failure, value?: undefined, pending?: undefined }
 *   | { pending: true, value?: undefined, error?: undefined }} Outcome
 */

/** How long a user waits for an answer: longer than the clients are told to wait themselves. */
export const PATIENCE = 8_000;

/** How long the process may take to begin, and the client to do what nothing stands in the way of: the machine may be busy. */
const LENIENCE = 30_000;

export class Subject {
  /** The texts of messages, and the number of the subscription whose listener got each. @type {Inbox<{ heard: number, msg: string }>} */
  heard = new Inbox();
  /** Rejections that nobody handled. @type {string[]} */
  unhandled = [];
  #process;
  #orders = 0;
  /** @type {Map<number, (outcome: Outcome) => void>} */
  #waiting = new Map();

  /** @param {string} client its name */
  constructor(client) {
    this.#process = fork(PROGRAM, [client], { stdio: 'ignore' });
    this.#process.on('message', (/** @type {any} */ report) => this.#take(report));
    // An order to a process that is gone fails; that it is gone is what `crashed` says.
    this.#process.on('error', () => {});
  }

  /** Whether the client has ended its process. */
  get crashed() {
    return this.#process.exitCode !== null;
  }

  /**
   * Has the client do something. Never rejects.
   * @param {string} name of the order, see program.mjs
   * @param {...any} args
   */
  ask(name, ...args) {
    return this.#ask(PATIENCE, name, args);
  }

  /** Until the process has begun. */
  async begun() {
    await this.#ask(LENIENCE, 'idle', []);
  }

  /** The value of what must succeed for a scenario to begin. @param {string} name @param {...any} args */
  async must(name, ...args) {
    const outcome = await this.#ask(LENIENCE, name, args);
    expect(!outcome.pending, `${name} never settles`);
    expect(!outcome.error, `${name} is refused: ${outcome.error?.message}`);
    return outcome.value;
  }

  /** How often each of the subscriptions got a message. @param {string} msg @returns {number[]} the numbers of the listeners */
  gotBy(msg) {
    return this.heard.items.flatMap((one) => (one.msg === msg ? [one.heard] : []));
  }

  async end() {
    if (this.#process.exitCode !== null || this.#process.signalCode !== null) return;
    const gone = once(this.#process, 'exit');
    this.#process.kill('SIGKILL');
    await gone;
  }

  /** @param {number} patience @param {string} name @param {any[]} args @returns {Promise<Outcome>} */
  #ask(patience, name, args) {
    const id = ++this.#orders;
    /** @type {Promise<Outcome>} */
    const answer = new Promise((resolve) => this.#waiting.set(id, resolve));
    this.#process.send({ id, name, args });
    const over = new AbortController();
    const late = pause(patience, /** @type {Outcome} */ ({ pending: true }), { signal: over.signal, ref: false });
    // The one that is not waited for any more has nothing to say.
    late.catch(() => {});
    return Promise.race([answer, late]).finally(() => over.abort());
  }

  /** @param {any} report */
  #take(report) {
    if ('heard' in report) return this.heard.push(report);
    if ('unhandled' in report) return void this.unhandled.push(report.unhandled);
    const { id, value, error, pending } = report;
    this.#waiting.get(id)?.(pending ? { pending } : error ? { error } : { value });
    this.#waiting.delete(id);
  }
}
