// @ts-check
// A server with both of its endpoints, a fault proxy in front of it, and who is connected: the client under test in a page of
// Chromium, others in Node.

import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { WebSocket } from 'ws';
import { startProxy } from '../faults/proxy.mjs';
import { DEADLINE, Inbox, claims, launchBrowser, sdkBundle, serveFolder, signToken, startServer, watchErrors } from '../support/index.mjs';

const SECRET = 'a secret for the tests of the six functions';
const PAGE = `<!doctype html><meta charset="utf-8"><title>six</title><link rel="icon" href="data:,"><body>
<form id="post"><input name="text" value="of a form"><input name="n" type="number" value="5"><button name="by" value="b">Post</button></form>
<form id="join"><input name="group"><button>Join</button></form></body>
<script type="module">import { Realtime } from '/sdk/index.js'; window.Realtime = Realtime;</script>`;

/** @type {typeof import('../../npm/dist/index.js')} */
const { Realtime } = await import(pathToFileURL(sdkBundle).href);
/** @type {typeof import('../../npm/dist/rocketchat/index.js')} */
const { RocketChat } = await import(pathToFileURL(join(dirname(sdkBundle), 'rocketchat.js')).href);

/** @param {string} user */
const tokenOf = (user) => signToken(claims(user), SECRET);

/** @param {{ flags?: string[] }} [options] more flags for the server */
export async function openWorld({ flags = [] } = {}) {
  const server = await startServer({ flags: ['--frames-per-second', '0', '--ddp-rate', '0', ...flags], env: { GROUPWIRE_HS256_SECRET: SECRET } });
  const proxy = await startProxy({ port: Number(new URL(server.base).port) });
  const web = await serveFolder({ '/': PAGE, '/sdk/': { dir: dirname(sdkBundle) } });
  const browser = await launchBrowser();
  const direct = `${server.base.replace('http', 'ws')}/websocket`;
  /** What is closed after each test. @type {(() => Promise<unknown>)[]} */
  let closing = [];
  let count = 0;

  return {
    server,
    /** In front of the clients in pages. */
    proxy,
    /** A name that no other test uses. @param {string} what */
    unique: (what) => `${what}-${process.pid}-${++count}`,
    tokenOf,

    /** A page with a client of the six functions, which is not connected. @param {string} user @param {object} [options] */
    async visit(user, options = {}) {
      const page = await browser.newPage();
      closing.push(() => page.close());
      const visitor = new Visitor(page);
      await page.goto(`${web.base}/`);
      await visitor.make({
        protocol: 'rocketchat',
        url: `ws://${proxy.host}/websocket`,
        restUrl: server.httpUrl,
        token: tokenOf(user),
        backoff: { min: 10, max: 50 },
        ...options,
      });
      return visitor;
    },

    /** The same, connected. @param {string} user @param {object} [options] */
    async enter(user, options) {
      const visitor = await this.visit(user, options);
      await visitor.call('connectRealtime');
      return visitor;
    },

    /** Somebody of Rocket.Chat's, connected directly unless they have other options. @param {string} user @param {object} [options] */
    async rocketChat(user, options = {}) {
      const client = new RocketChat({ url: direct, WebSocket, login: { resume: tokenOf(user) }, backoff: { min: 10, max: 50 }, ...options });
      closing.push(() => client.close());
      await client.connect();
      return client;
    },

    /** The six functions in Node, over a client that somebody else has made. @param {any} client */
    sharing(client) {
      const realtime = new Realtime({ protocol: 'rocketchat', client });
      closing.push(() => realtime.closeRealtime());
      return realtime;
    },

    /** Somebody of the other endpoint, with all that the callback was told. @param {string} user */
    async skapi(user) {
      const client = new Realtime({ url: server.wsUrl, httpUrl: server.httpUrl, token: tokenOf(user), WebSocket });
      closing.push(() => client.closeRealtime());
      /** @type {Inbox<any>} */
      const events = new Inbox();
      await client.connectRealtime((event) => events.push(event));
      return { client, events };
    },

    /** Closes the clients of one test. */
    async leave() {
      const all = closing;
      closing = [];
      await Promise.all(all.map((close) => close()));
    },

    async close() {
      await this.leave();
      await browser.close();
      await web.stop();
      await proxy.close();
      await server.stop();
    },
  };
}

/** Makes a channel, and gives its id. @param {any} client @param {string} name @param {string[]} [members] @returns {Promise<string>} */
export async function channel(client, name, members = []) {
  const [{ rid }] = await client.call('createChannel', name, members);
  return rid;
}

/** What was written in a room, the oldest first, without what the server wrote. @param {any} client @param {string} rid @returns {Promise<string[]>} */
export async function written(client, rid) {
  const { messages } = await client.call('loadHistory', rid, null, 50, null);
  return messages.reverse().flatMap((/** @type {any} */ { t, msg }) => (t ? [] : [msg]));
}

/** A page with a client of the six functions. */
class Visitor {
  /** Everything that the page was told: what the callback was, and by `on`. @type {Inbox<any>} */
  inbox = new Inbox();

  /** @param {import('playwright-core').Page} page */
  constructor(page) {
    this.page = page;
    this.errors = watchErrors(page);
    page.setDefaultTimeout(DEADLINE);
  }

  /** @param {object} options */
  async make(options) {
    await this.page.exposeFunction('tell', (/** @type {any} */ told) => this.inbox.push(told));
    await this.page.waitForFunction('window.Realtime');
    await this.page.evaluate(makeDriver, options);
  }

  /**
   * Calls a function of the client and gives its answer; throws the error. The callback of `connectRealtime` fills the inbox.
   * @param {string} name
   * @param {...any} args
   * @returns {Promise<any>}
   */
  call(name, ...args) {
    return this.#run('call', name, args);
  }

  /** The same of the handle of a group. @param {string} group @param {string} name @param {...any} args @returns {Promise<any>} */
  group(group, name, ...args) {
    return this.#run('group', name, [group, ...args]);
  }

  /** What the messages of a group, or with `null` the private ones, were, with what changed. @param {string | null} group */
  heard(group) {
    const isMeant = (/** @type {any} */ { type, sender_rid }) => type === (group === null ? 'private' : 'message') && sender_rid === group;
    return this.events(isMeant).map(({ message, change }) => (change ? `${message} (${change})` : message));
  }

  /** The notices of one code. @param {string} code @returns {any[]} */
  notices(code) {
    return this.events((event) => event.type === 'notice' && event.code === code);
  }

  /** What the callback was told. @param {(event: any) => unknown} [wanted] @returns {any[]} */
  events(wanted = () => true) {
    return this.inbox.items.filter((told) => told.event && wanted(told.event)).map(({ event }) => event);
  }

  /** The first event that is wanted. @param {(event: any) => unknown} wanted */
  async event(wanted) {
    return (await this.inbox.first(({ event }) => event && wanted(event))).event;
  }

  /** Until the last thing that was heard of a group is this. @param {string | null} group @param {string} text */
  async hears(text, group) {
    await this.inbox.when(() => this.heard(group).at(-1) === text, DEADLINE, `"${text}" of ${group}`);
  }

  /** The next recovery of a group, from the `nth` one on. @param {string | null} group @param {number} [nth] */
  recovery(group, nth = 0) {
    const ofGroup = () => this.inbox.items.filter(({ recovery }) => recovery?.group === group).map(({ recovery }) => recovery);
    return this.inbox.when(() => ofGroup()[nth], DEADLINE, `recovery ${nth} of ${group}`);
  }

  /** @param {string} what @param {...any} args */
  async #run(what, ...args) {
    const { ok, value } = await this.page.evaluate(
      ([what, args]) => /** @type {any} */ (window).driver[what](...args), /** @type {const} */ ([what, args]));
    if (!ok) throw Object.assign(new Error(value.message), value);
    return value;
  }
}

/** Runs in the page. @param {any} options */
function makeDriver(options) {
  const { Realtime, tell } = /** @type {any} */ (window);
  const realtime = new Realtime(options);
  realtime.on('statechange', (/** @type {any} */ state) => tell({ state }));
  realtime.on('recovery', (/** @type {any} */ recovery) => tell({ recovery }));
  /** @param {() => Promise<any>} begin */
  const outcome = async (begin) => {
    try {
      return { ok: true, value: await begin() };
    } catch (error) {
      const { name, code, message, settled, recipient, cause } = /** @type {any} */ (error);
      return { ok: false, value: { name, code, message, settled, recipient, cause: cause && String(cause.message ?? cause.reason) } };
    }
  };
  Object.assign(window, {
    realtime,
    driver: {
      call: (/** @type {string} */ name, /** @type {any[]} */ args) =>
        outcome(async () => {
          if (name !== 'connectRealtime' || args.length) return realtime[name](...args);
          const socket = await realtime.connectRealtime((/** @type {any} */ event) => tell({ event }));
          return { name: socket.constructor.name, readyState: socket.readyState };
        }),
      group: (/** @type {string} */ name, /** @type {any[]} */ [group, ...args]) => outcome(() => realtime.group(group)[name](...args)),
    },
  });
}
