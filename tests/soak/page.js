// @ts-check
// Runs in the page: members of groups who post at a steady pace, and keep account of what they posted and heard.

import { watchModule } from '../../bench/page/module-memory.js';
import { Ear } from './ledger.js';

/** Posts of one member that may be unsettled at a time, unless there is no connection. */
const WINDOW = 64;
/** How often it is looked whether a post is due, in milliseconds. */
const TICK = 20;
/** Of so many posts one is private, one has a short timeout, and one a signal that soon aborts it: most are settled by then. */
const CYCLE = 50;
const SHORT = 250;

/** As long as a chat message. */
const TEXT = 'the quick brown fox jumps over the lazy dog, and so on and so forth';

/** The frames of posts that this page handed to sockets, those that were handed over again included. */
let framesSent = 0;

/** Codes of errors that bad connections, short timeouts and aborts explain. */
const EXPECTED = ['TIMEOUT', 'ABORTED', 'QUEUE_FULL', 'INVALID_REQUEST'];

/**
 * A member: `friend` is the user to whom the private posts go, from whoever is the friend of whose private posts come.
 * @typedef {{ name: string, group: string, friend: string, token: string, url: string }} Place
 */

/** The posts of one member to one recipient. */
class Posts {
  /** @type {import('./ledger.js').Posted} */
  posted = { count: 0, acknowledged: 0, unsure: [], denied: [] };

  /** @param {Member} member @param {import('../../npm/dist/index.js').Recipient} recipient */
  constructor(member, recipient) {
    this.member = member;
    this.recipient = recipient;
  }

  /** Makes the next post. Resolves when it is settled. @param {object} [bounds] */
  async make(bounds) {
    const { member } = this;
    const n = this.posted.count++;
    const start = performance.now();
    try {
      const { settled } = await member.realtime.postRealtime({ from: member.name, n, text: TEXT }, this.recipient, null, bounds);
      if (settled !== 'acknowledged') member.surprises.push(`post ${n} of ${member.name} was settled as ${settled}`);
      this.posted.acknowledged++;
      member.slowest = Math.max(member.slowest, performance.now() - start);
    } catch (error) {
      this.#rejected(n, /** @type {any} */ (error));
    }
  }

  /** @param {number} n @param {{ code?: string, message: string, settled?: string }} error */
  #rejected(n, { code = '', message, settled }) {
    const { errors, name, surprises } = this.member;
    const kind = `${code}: ${message} (${settled})`;
    errors[kind] = (errors[kind] ?? 0) + 1;
    if (settled === 'unknown') this.posted.unsure.push(n);
    else if (settled === 'never-sent' || settled === 'refused') this.posted.denied.push(n);
    else surprises.push(`post ${n} of ${name} was rejected without a word about its fate: ${code} ${message}`);
    if (!EXPECTED.includes(code)) surprises.push(`post ${n} of ${name}: ${code} ${message}`);
  }
}

class Member {
  ear = new Ear();
  privateEar = new Ear();
  made = 0;
  open = 0;
  online = 0;
  recovered = 0;
  /** How often it was told that posts are missing. */
  gaps = 0;
  /** The longest time that a post took to be acknowledged, in milliseconds. */
  slowest = 0;
  /** Errors by code. @type {Record<string, number>} */
  errors = {};
  /** What should not happen, in words. @type {string[]} */
  surprises = [];
  #settled = () => {};

  /** @param {any} realtime @param {Place} place */
  constructor(realtime, { name, group, friend }) {
    this.realtime = realtime;
    this.name = name;
    this.group = realtime.group(group);
    this.toGroup = new Posts(this, { group });
    this.toFriend = new Posts(this, { user: friend });
    realtime.on('statechange', (/** @type {any} */ state) => {
      if (state.name === 'online') this.online++;
      if (state.name === 'closed' && state.reason !== 'user') this.surprises.push(`${name} is closed: ${JSON.stringify(state)}`);
    });
    realtime.on('recovery', (/** @type {{ recovered: boolean }} */ { recovered }) => void (recovered ? this.recovered++ : this.gaps++));
    this.group.on('message', (/** @type {any} */ { message, epoch, offset }) => this.ear.hear(message.from, message.n, { epoch, offset }));
  }

  async enter() {
    await this.realtime.connectRealtime((/** @type {any} */ { type, message }) => {
      // There are copies of one's own private posts, and there is no promise about them.
      if (type === 'private' && message.from !== this.name) this.privateEar.hear(message.from, message.n);
    });
    await this.group.join();
  }

  /** Posts what is due by now. @param {number} due how many posts in all */
  catchUp(due) {
    while (this.made < due && this.open < WINDOW) {
      const [posts, bounds] = this.#next(this.made++ % CYCLE);
      void this.#make(posts, bounds);
    }
  }

  /** Resolves when every post is settled. @returns {Promise<void>} */
  async settled() {
    while (this.open > 0) await new Promise((resolve) => (this.#settled = () => resolve(undefined)));
  }

  /** @param {number} place in the cycle @returns {[Posts, object?]} */
  #next(place) {
    if (place === 10) return [this.toGroup, { timeout: SHORT }];
    if (place === 20) return [this.toFriend];
    if (place === 35) return [this.toGroup, { signal: AbortSignal.timeout(SHORT) }];
    return [this.toGroup];
  }

  /** @param {Posts} posts @param {object} [bounds] */
  async #make(posts, bounds) {
    this.open++;
    await posts.make(bounds);
    if (--this.open === 0) this.#settled();
  }
}

/** @type {Member[]} */
let members = [];
/** @type {ReturnType<typeof setInterval> | undefined} */
let timer;

/**
 * Connects and joins all members of this page.
 * @param {{ sdk: string, places: Place[], options: object }} setting
 */
export async function enter({ sdk, places, options }) {
  if (document.visibilityState !== 'visible') throw new Error('a page that nobody sees has slow timers');
  const { send } = WebSocket.prototype;
  WebSocket.prototype.send = function (data) {
    if (typeof data === 'string' && /^{"action":"(broadcast|sendMessage)"/.test(data)) framesSent++;
    send.call(this, data);
  };
  const { Realtime } = await import(sdk);
  members = places.map((place) => new Member(new Realtime({ ...options, url: place.url, token: place.token }), place));
  await watchModule(() => Promise.all(members.map((member) => member.enter())));
}

/** Begins to post, so many posts a second from each member. @param {number} rate */
export function begin(rate) {
  const start = performance.now();
  const before = members.map(({ made }) => made);
  timer = setInterval(() => {
    const due = ((performance.now() - start) / 1000) * rate;
    members.forEach((member, at) => member.catchUp(/** @type {number} */ (before[at]) + due));
  }, TICK);
}

/** Ends posting. Resolves when all is settled. */
export async function calm() {
  clearInterval(timer);
  await Promise.all(members.map((member) => member.settled()));
}

/** The last posts of each member, which tell the others that those before have come, or never will. */
export async function conclude() {
  await Promise.all(members.flatMap(({ toGroup, toFriend }) => [toGroup.make(), toFriend.make()]));
}

/** Whether each member has heard all last posts. @param {Record<string, { group: string, friend: string, posts: number, whispers: number }>} senders */
export function hasHeard(senders) {
  return members.every(({ name, ear, privateEar, group }) =>
    Object.entries(senders).every(([sender, { group: theirs, friend, posts, whispers }]) =>
      (theirs !== group.name || ear.next(sender) >= posts) && (friend !== name || privateEar.next(sender) >= whispers),
    ),
  );
}

/** Sums of all members. */
export function figures() {
  const all = members.flatMap(({ toGroup, toFriend }) => [toGroup.posted, toFriend.posted]);
  const sum = (/** @type {number[]} */ numbers) => numbers.reduce((sum, number) => sum + number, 0);
  return {
    posts: sum(all.map(({ count }) => count)),
    acknowledged: sum(all.map(({ acknowledged }) => acknowledged)),
    unsure: sum(all.map(({ unsure }) => unsure.length)),
    denied: sum(all.map(({ denied }) => denied.length)),
    framesSent,
    connections: sum(members.map(({ online }) => online)),
    recovered: sum(members.map(({ recovered }) => recovered)),
    gaps: sum(members.map(({ gaps }) => gaps)),
    slowest: Math.max(...members.map(({ slowest }) => slowest)),
  };
}

/** All that the members know. */
export function accounts() {
  return members.map(({ name, toGroup, toFriend, ear, privateEar, errors, surprises }) => ({
    name, posted: toGroup.posted, whispered: toFriend.posted, heard: ear.account(), overheard: privateEar.account(), errors, surprises,
  }));
}

/** Closes all connections. */
export async function leave() {
  await Promise.all(members.map(({ realtime }) => realtime.closeRealtime()));
}
