// @ts-check
// A user in a page, driven from Node. skapi-js and our SDK have the same six functions, so one
// driver does for both.

import { DEADLINE, Inbox, watchErrors } from '../support/index.mjs';

/**
 * @typedef {object} Event what the callback of `connectRealtime` was given
 * @property {string} type
 * @property {any} message
 * @property {string | null} [sender]
 * @property {string | null} [sender_cid]
 * @property {string | null} [sender_rid]
 * @property {string | null} [code]
 */

/** The rejection of a function in the page. */
export class Rejection extends Error {
  /** @override */
  name = 'Rejection';

  /** @param {{ message: string, code?: unknown, name?: string, isError: boolean }} reason */
  constructor(reason) {
    super(reason.message);
    this.code = reason.code;
    this.kind = reason.name;
    this.isError = reason.isError;
  }
}

/** The frame by which Skapi's clients keep a connection from being idle. */
export const KEEP_ALIVE = '{"action":"keepAlive"}';

const UNDEFINED = '(undefined)';

export class Member {
  /** What the callback has been given, in order. */
  events = /** @type {Inbox<Event>} */ (new Inbox());
  /** The frames on this page's sockets, in order. */
  frames = /** @type {Inbox<{ way: 'out' | 'in', text: string }>} */ (new Inbox());

  /**
   * @param {import('playwright-core').Page} page
   * @param {import('./world.mjs').Client} client
   * @param {string} user
   * @param {ReturnType<typeof import('./world.mjs').tokensOf>} tokens
   */
  constructor(page, client, user, tokens) {
    this.page = page;
    this.client = client;
    this.user = user;
    this.tokens = tokens;
    this.errors = watchErrors(page);
    page.on('websocket', (socket) => {
      socket.on('framesent', ({ payload }) => this.frames.push({ way: 'out', text: String(payload) }));
      socket.on('framereceived', ({ payload }) => this.frames.push({ way: 'in', text: String(payload) }));
    });
  }

  /**
   * Goes to a page and makes its client.
   * @param {string} url
   * @param {{ service: string, owner: string, url: string, httpUrl: string }} service
   */
  async open(url, service) {
    // As JSON text, in which lone surrogates survive the way; a key whose value is undefined
    // must not pass for one that is absent.
    await this.page.exposeFunction('report', (/** @type {string} */ text) => this.events.push(JSON.parse(text)));
    await this.page.goto(url);
    this.service = service;
    await this.makeClient();
  }

  /** Makes the page's client: once more after the page has gone somewhere by itself. */
  async makeClient() {
    const { page, tokens } = this;
    const service = /** @type {NonNullable<typeof this.service>} */ (this.service);
    if (this.client === 'skapi-js') {
      await page.addScriptTag({ url: '/skapi.js' });
      await page.evaluate(async ({ service, owner }) => {
        const skapi = new (/** @type {any} */ (window).Skapi)(service, owner, { autoLogin: true });
        await skapi.getProfile();
        Object.assign(window, { client: skapi });
      }, service);
    } else {
      await page.addScriptTag({
        type: 'module',
        content: "import * as groupwire from '/sdk/index.js'; window.groupwire = groupwire;",
      });
      await page.waitForFunction('window.groupwire');
      const options = { ...service, protocol: this.client, token: tokens.accessToken, idToken: tokens.idToken };
      await page.evaluate((options) => {
        Object.assign(window, { client: new (/** @type {any} */ (window).groupwire.Realtime)(options) });
      }, options);
    }
  }

  /**
   * Calls a function of the client and gives its result.
   * @param {string} method
   * @param {unknown[]} args
   */
  async call(method, ...args) {
    const answer = await this.page.evaluate(
      async ([method, args]) => {
        const client = /** @type {any} */ (window).client;
        try {
          const value = await client[/** @type {string} */ (method)](.../** @type {unknown[]} */ (args));
          return { value };
        } catch (error) {
          const { message, code, name } = /** @type {any} */ (error);
          return { reason: { message, code, name, isError: error instanceof Error } };
        }
      },
      /** @type {const} */ ([method, args]),
    );
    if (answer.reason) throw new Rejection(answer.reason);
    return answer.value;
  }

  /** Connects and waits for the event that says so (skapi-js resolves before it is connected). */
  async connect() {
    const before = this.events.items.length;
    await this.startConnecting();
    return this.events.when((all) => all.slice(before).find((event) => event.type === 'success'));
  }

  /** Calls `connectRealtime` with a callback that reports its events. */
  async startConnecting() {
    await this.page.evaluate(async (undefinedMark) => {
      const { client, report } = /** @type {any} */ (window);
      const mark = (/** @type {string} */ _, /** @type {unknown} */ value) => (value === undefined ? undefinedMark : value);
      await client.connectRealtime((/** @type {unknown} */ event) => void report(JSON.stringify(event, mark)));
    }, UNDEFINED);
  }

  /**
   * Joins a group (`null` leaves) and waits until the server has done it: a joiner is told so itself.
   * @param {string | null} group
   */
  async join(group) {
    const before = this.events.items.length;
    const result = await this.call('joinRealtime', { group });
    if (group) {
      await this.events.when(
        (all) => all.slice(before).find((event) => event.code === 'USER_JOINED' && event.sender === this.user),
        DEADLINE,
        `the notice that ${this.user} has joined ${group}`,
      );
    }
    return result;
  }

  /**
   * @param {unknown} message
   * @param {string} to
   */
  post(message, to) {
    return this.call('postRealtime', message, to);
  }

  /**
   * Posts a value given as JSON text, in which nothing is lost on the way into the page.
   * @param {string} json
   * @param {string} to
   */
  postText(json, to) {
    return this.page.evaluate(
      ([json, to]) => /** @type {any} */ (window).client.postRealtime(JSON.parse(json), to),
      /** @type {const} */ ([json, to]),
    );
  }

  /**
   * The first event of a type, from now or before.
   * @param {string} type
   * @param {(event: Event) => unknown} [wanted]
   */
  event(type, wanted = () => true) {
    return this.events.when(
      (all) => all.find((event) => event.type === type && wanted(event)),
      DEADLINE,
      `an event "${type}" for which ${wanted}`,
    );
  }

  /** The frames that it has sent, but for those that keep the connection alive; tokens by their names. */
  sent() {
    const { idToken, accessToken } = this.tokens;
    return this.frames.items
      .filter(({ way, text }) => way === 'out' && text !== KEEP_ALIVE)
      .map(({ text }) => text.replace(idToken, 'ID').replace(accessToken, 'ACCESS'));
  }

  /** This connection's id as events carry it; known to a member of a group. */
  get cid() {
    const notice = this.events.items.find(({ code, sender }) => code === 'USER_JOINED' && sender === this.user);
    return notice?.sender_cid ?? undefined;
  }

  /**
   * Waits until all that the server has sent before has arrived, by a post of this user to
   * itself, and gives the events that came before that.
   * @returns {Promise<Event[]>}
   */
  async settle() {
    const mark = `settled ${Math.random()}`;
    await this.post(mark, this.user);
    await this.event('private', (event) => event.message === mark);
    const isMark = (/** @type {Event} */ event) => typeof event.message === 'string' && event.message.startsWith('settled ');
    return this.events.items.filter((event) => !isMark(event));
  }
}
