// @ts-check
// A client that is written in Python: an object in a process of its own, see python/calls.py.

import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { Inbox, within } from '../../support/index.mjs';

/** An exception in Python. */
export class PythonError extends Error {
  /** @override */
  name = 'PythonError';

  /** @param {{ type: string, message: string }} error */
  constructor({ type, message }) {
    super(message);
    this.type = type;
  }
}

/** The interpreter that has the clients. */
function interpreter() {
  const python = process.env.GROUPWIRE_PYTHON;
  if (!python) throw new Error('GROUPWIRE_PYTHON does not name the Python that has the clients: run `npm test -- --only ddp-clients`');
  return python;
}

/** An object of Python whose methods can be called. */
export class PythonObject {
  /** The calls of the callbacks, by their names. @type {Inbox<{ callback: string, args: any[] }>} */
  calls = new Inbox();
  /** @type {Inbox<{ id: number, result?: any, error?: { type: string, message: string } }>} */
  #answers = new Inbox();
  #asked = 0;

  /**
   * @param {string} script in the folder `python`
   * @param {{ args?: string[], hear?: (callback: string, args: any[]) => void }} [options]
   *   `hear` is told of each call of a callback
   */
  constructor(script, { args = [], hear } = {}) {
    const file = join(import.meta.dirname, '../python', script);
    this.process = spawn(interpreter(), ['-B', file, ...args], { stdio: ['pipe', 'pipe', 'inherit'] });
    this.ended = new Promise((resolve) => this.process.once('exit', resolve));
    createInterface({ input: this.process.stdout }).on('line', (line) => {
      const told = JSON.parse(line);
      if ('id' in told) return this.#answers.push(told);
      hear?.(told.callback, told.args);
      this.calls.push(told);
    });
  }

  /**
   * Calls a method; `callback(name)` is an argument that reports to `calls`.
   * @param {string} method
   * @param {any[]} args
   */
  async call(method, ...args) {
    const id = this.#asked++;
    this.process.stdin.write(`${JSON.stringify({ id, method, args })}\n`);
    const { error, result } = await this.#answers.first((answer) => answer.id === id);
    if (error) throw new PythonError(error);
    return result;
  }

  /** What a callback is given, from the first time on. @param {string} name @returns {Promise<any[]>} */
  async called(name) {
    return (await this.calls.first(({ callback }) => callback === name)).args;
  }

  /** Ends the process, and with it the connection. */
  async end() {
    this.process.stdin.end();
    this.process.kill();
    await within(this.ended, undefined, 'the Python process to end');
  }
}

/** @param {string} name */
export const callback = (name) => ({ $callback: name });
