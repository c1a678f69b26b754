// @ts-check
// A tab: what its page is asked to do, and what it was told.

import { numbers } from '../faults/accounts.mjs';
import { DEADLINE, Inbox } from '../support/index.mjs';

export class Tab {
  /** Everything that the page was told, as long as it lived. @type {Inbox<any>} */
  inbox = new Inbox();

  /**
   * @param {import('../faults/browser.mjs').Window} window
   * @param {string} user
   */
  constructor(window, user) {
    this.window = window;
    this.page = window.page;
    this.user = user;
  }

  /** Makes the client, and connects. @param {object} options */
  async start(options) {
    const { page } = this;
    page.setDefaultTimeout(DEADLINE);
    await page.exposeFunction('tell', (/** @type {any} */ event) => this.inbox.push(event));
    await page.addScriptTag({ type: 'module', content: "import * as groupwire from '/sdk/index.js'; window.groupwire = groupwire;" });
    await page.waitForFunction('window.groupwire');
    await page.evaluate(makeDriver, options);
    await this.run('connect');
  }

  /**
   * Has the page do something, and gives the answer, or the error's code.
   * @param {string} what
   * @param {...any} args
   * @returns {Promise<any>}
   */
  run(what, ...args) {
    return this.page.evaluate(([what, args]) => /** @type {any} */ (window).driver[what](...args), /** @type {const} */ ([what, args]));
  }

  /** @param {...string} groups */
  join(...groups) {
    return this.run('join', groups);
  }

  /** @param {any} message @param {any} recipient */
  post(message, recipient) {
    return this.run('post', message, recipient);
  }

  /** Whether the page has the connection. @returns {Promise<boolean>} */
  leads() {
    return this.run('leads');
  }

  /** The messages from a group, or with `null` the private ones. @param {string | null} group @returns {any[]} */
  received(group) {
    const isMeant = (/** @type {any} */ event) => (group === null ? event.type === 'private' : event.type === 'message' && event.sender_rid === group);
    return this.inbox.items.filter(isMeant).map(({ message }) => message);
  }

  /** The numbers among them, as objects or as texts. @param {string | null} group @returns {number[]} */
  numbers(group) {
    return numbers(this.received(group).map((message) => (typeof message === 'string' ? { n: Number(message) } : message)));
  }

  /** @param {string | null} group @param {number} n */
  async hears(n, group, deadline = 30_000) {
    await this.inbox.when(() => this.numbers(group).includes(n), deadline, `the number ${n} from ${group}`);
  }

  /** Kills the page's process. */
  async crash() {
    const crashed = this.page.waitForEvent('crash');
    // There is nobody left to answer.
    this.window.cdp.send('Page.crash').catch(() => {});
    await crashed;
  }
}

/** Runs in the page. @param {any} options */
function makeDriver(options) {
  const { groupwire, tell } = /** @type {any} */ (window);
  const realtime = new groupwire.Realtime(options);
  realtime.on('statechange', (/** @type {any} */ state) => tell({ type: 'state', state }));
  realtime.on('recovery', (/** @type {any} */ recovery) => tell({ type: 'recovery', recovery }));
  // A message of Rocket.Chat is a text.
  const isText = options.protocol === 'rocketchat';
  const outcome = (/** @type {Promise<any>} */ promise) => promise.catch(({ code, message, settled }) => ({ code, message, settled }));

  const driver = {
    async connect() {
      const socket = await realtime.connectRealtime(tell);
      return { name: socket.constructor.name, readyState: socket.readyState, url: socket.url };
    },
    join: (/** @type {string[]} */ groups) => outcome(Promise.all(groups.map((group) => realtime.group(group).join()))),
    joinOne: (/** @type {string | null} */ group) => outcome(realtime.joinRealtime({ group })),
    leave: (/** @type {string} */ group) => outcome(realtime.group(group).leave()),
    post: (/** @type {any} */ message, /** @type {any} */ recipient) => outcome(realtime.postRealtime(message, recipient)),
    /** Posts numbers without waiting for their answers, which `outcomes` gives. */
    pour(/** @type {number} */ from, /** @type {number} */ to, /** @type {any} */ recipient) {
      for (let n = from; n < to; n++) poured.push(outcome(realtime.postRealtime(isText ? String(n) : { n }, recipient)));
    },
    outcomes: () => Promise.all(poured),
    close: () => realtime.closeRealtime(),
    state: () => realtime.state.name,
    /** Blocks the page, as a debugger does. */
    block(/** @type {number} */ ms) {
      setTimeout(() => {
        for (const end = Date.now() + ms; Date.now() < end; );
      });
    },
    leads: () => {
      const probe = crypto.randomUUID();
      return navigator.locks.request(probe, async () => {
        const { held = [] } = await navigator.locks.query();
        const own = held.find(({ name }) => name === probe)?.clientId;
        return held.some(({ name, clientId }) => clientId === own && /^groupwire\/(1|ddp-1) .*(?<! [0-9a-f-]{36})$/.test(name ?? ''));
      });
    },
  };
  /** @type {Promise<any>[]} */
  const poured = [];
  Object.assign(window, { driver, realtime });
}
