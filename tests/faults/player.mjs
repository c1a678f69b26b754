// @ts-check
// A page with a client in it, driven from Node: the same for every client.

import { DEADLINE, Inbox, within } from '../support/index.mjs';

/** How long a client may take to be back, once it can. skapi-js waits three seconds before it begins. */
export const BACK = 12_000;

/** How long a call may take to settle, whatever happens: longer than the clients are told to wait themselves. */
const SETTLED = 12_000;

/** The "group" of messages to the user. */
export const PRIVATE = '(private)';

/**
 * What became of a post: what the client said when it settled, or its error.
 * @typedef {{ settled: string, error?: undefined } | { settled: string | undefined, error: string }} Outcome
 */

/** Without a promise of its own, a call that hangs is told apart from one that fails. */
const UNSETTLED = { settled: undefined, error: 'never settled' };

export class Player {
  /** What has happened to the client, in order. @type {Inbox<import('./clients/index.mjs').ClientEvent>} */
  events = new Inbox();
  /** How many WebSockets the page has made, those included that never reached the proxy. */
  sockets = 0;

  /**
   * @param {import('./browser.mjs').Window} window
   * @param {import('./clients/index.mjs').Client} client
   * @param {import('./clients/index.mjs').Place} place
   */
  constructor(window, client, place) {
    this.window = window;
    this.page = window.page;
    this.client = client;
    this.place = place;
    this.page.on('websocket', () => this.sockets++);
  }

  /** Opens the page and makes its client. @param {string} url */
  async open(url) {
    const { page, client, place } = this;
    await page.exposeFunction('report', (/** @type {string} */ event) => this.events.push(JSON.parse(event)));
    await page.addInitScript(setGlobals, place.tokens.accessToken);
    await client.prepare?.(page, place);
    await page.goto(url);
    await client.install(page, place);
  }

  /** Resolves when it is connected; rejects where that fails. @param {number} [deadline] */
  connect(deadline = BACK) {
    return this.#call(deadline, ['connect']);
  }

  /** @param {string[]} groups */
  join(...groups) {
    return this.#call(BACK, ['join', ...groups]);
  }

  /** @param {string} group */
  leave(group) {
    return this.#call(BACK, ['leave', group]);
  }

  close() {
    return this.#call(DEADLINE, ['close']);
  }

  /** Closes and connects in one go, without waiting for the first. */
  closeAndConnect() {
    return this.#call(BACK, ['close'], ['connect']);
  }

  /**
   * Posts one after the other without waiting. Never rejects.
   * @param {{ message: unknown, group: string }[]} posts
   * @param {number} [deadline]
   * @returns {Promise<Outcome[]>} in the order of the posts, when the last has settled
   */
  postAll(posts, deadline = SETTLED) {
    const outcomes = this.page.evaluate(
      async ({ posts, deadline, unsettled }) => {
        const { driver } = /** @type {any} */ (window);
        const late = new Promise((resolve) => setTimeout(resolve, deadline, unsettled));
        const outcomes = posts.map(async ({ message, group }) => {
          try {
            const { settled } = await driver.post(message, group);
            return { settled };
          } catch (error) {
            const { message, settled } = /** @type {any} */ (error);
            return { settled, error: message ?? String(error) };
          }
        });
        return Promise.all(outcomes.map((outcome) => Promise.race([outcome, late])));
      },
      { posts, deadline, unsettled: UNSETTLED },
    );
    // A scenario that fails meanwhile has nobody left who waits for this.
    outcomes.catch(() => {});
    return outcomes;
  }

  /** @param {unknown} message @param {string} group @returns {Promise<Outcome>} */
  async post(message, group) {
    const [outcome] = await this.postAll([{ message, group }]);
    return /** @type {Outcome} */ (outcome);
  }

  /** What it was given in a group so far. @param {string} group @returns {any[]} */
  received(group) {
    return this.events.items.flatMap((event) => (event.type === 'message' && event.group === group ? [event.message] : []));
  }

  /** How often it was told that there are posts that it will not get. */
  get gaps() {
    return this.events.items.filter(({ type }) => type === 'gap').length;
  }

  /**
   * Until it has been given a message that is equal to this.
   * @param {unknown} message
   * @param {string} group
   * @param {number} [deadline]
   */
  async hears(message, group, deadline = BACK) {
    const text = JSON.stringify(message);
    const there = () => this.received(group).some((received) => JSON.stringify(received) === text);
    await this.events.when(there, deadline, `a message of others to arrive: ${text.slice(0, 60)}`);
  }

  /**
   * Until it has been told of a state so often in all.
   * @param {'online' | 'offline' | 'closed'} type
   * @param {number} [count]
   * @param {number} [deadline]
   */
  async told(type, count = 1, deadline = BACK) {
    const enough = () => this.events.items.filter((event) => event.type === type).length >= count;
    await this.events.when(enough, deadline, `it to be ${type}${count > 1 ? ' again' : ''}`);
  }

  /** @param {string} type */
  wasTold(type) {
    return this.events.items.some((event) => event.type === type);
  }

  /** The most bytes that a socket of the page ever had in its buffer. */
  async mostBuffered() {
    return Number(await this.page.evaluate('mostBuffered'));
  }

  /** The client's own callback throws at each event of a type. @param {string} type */
  async throwOn(type) {
    await this.page.evaluate((type) => Object.assign(window, { throwsOn: type }), type);
  }

  /** The page has another token from now on. @param {string} token */
  async setToken(token) {
    await this.page.evaluate((token) => Object.assign(window, { token }), token);
  }

  /**
   * Calls the driver, several times without waiting in between. Rejects with the first error.
   * @param {number} deadline
   * @param {[keyof import('./clients/index.mjs').Driver, ...string[]][]} calls
   */
  async #call(deadline, ...calls) {
    const settled = this.page.evaluate(async (calls) => {
      const { driver } = /** @type {any} */ (window);
      try {
        await Promise.all(calls.map(([method, ...args]) => driver[method](...args)));
        return undefined;
      } catch (error) {
        return /** @type {any} */ (error)?.message ?? String(error);
      }
    }, calls);
    const failure = await within(settled, deadline, `${calls.at(-1)?.[0]} to settle`);
    if (failure) throw new Error(failure);
  }
}

/** Runs in each page, before anything else. @param {string} token */
function setGlobals(token) {
  const page = /** @type {any} */ (window);
  page.token = token;
  page.mostBuffered = 0;
  const { send } = WebSocket.prototype;
  WebSocket.prototype.send = function (data) {
    send.call(this, data);
    page.mostBuffered = Math.max(page.mostBuffered, this.bufferedAmount);
  };
  page.tell = (/** @type {{ type: string }} */ event) => {
    page.report(JSON.stringify(event));
    if (page.throwsOn === event.type) throw new Error('thrown by the callback of the page');
  };
}

