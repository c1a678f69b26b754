// @ts-check
// Runs in the page: members of groups who post at a steady pace, and keep account of what they posted and heard.

import { watchModule } from '../../bench/page/module-memory.js';
import { Ear } from './ledger.js';

/** Posts of one member that may be unsettled at a time, unless there is no connection. */
const WINDOW = 64;
/** How often it is looked whether a post is due, in milliseconds. */
const TICK = 20;
/** Every so many posts one has a short timeout, and one a signal that soon aborts it: most are settled by then. */
const BOUNDED = 50;
const SHORT = 250;

/** As long as a chat message. */
const TEXT = 'the quick brown fox jumps over the lazy dog, and so on and so forth';

/** The frames of posts that this page handed to sockets, those that were handed over again included. */
let framesSent = 0;

/** @typedef {{ name: string, group: string, token: string, url: string }} Place */

class Member {
  /** @type {import('./ledger.js').Posted} */
  posted = { count: 0, acknowledged: 0, unsure: [], denied: [] };
  ear = new Ear();
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
  constructor(realtime, { name, group }) {
    this.realtime = realtime;
    this.name = name;
    this.group = realtime.group(group);
    realtime.on('statechange', (/** @type {any} */ state) => {
      if (state.name === 'online') this.online++;
      if (state.name === 'closed' && state.reason !== 'user') this.surprises.push(`${name} is closed: ${JSON.stringify(state)}`);
    });
    this.group.on('recovery', (/** @type {{ recovered: boolean }} */ { recovered }) => void (recovered ? this.recovered++ : this.gaps++));
    this.group.on('message', (/** @type {any} */ { message, epoch, offset }) => this.ear.hear(message.from, message.n, { epoch, offset }));
  }

  async enter() {
    await this.realtime.connectRealtime(() => {});
    await this.group.join();
  }

  /** @param {object} [bounds] */
  async post(bounds) {
    const n = this.posted.count++;
    const start = performance.now();
    this.open++;
    try {
      const { settled } = await this.group.post({ from: this.name, n, text: TEXT }, bounds);
      if (settled !== 'acknowledged') this.surprises.push(`post ${n} of ${this.name} was settled as ${settled}`);
      this.posted.acknowledged++;
      this.slowest = Math.max(this.slowest, performance.now() - start);
    } catch (error) {
      this.#rejected(n, /** @type {any} */ (error));
    }
    if (--this.open === 0) this.#settled();
  }

  /** Posts what is due by now at a pace. @param {number} due how many posts in all */
  catchUp(due) {
    while (this.posted.count < due && this.open < WINDOW) {
      const place = this.posted.count % BOUNDED;
      if (place === 10) void this.post({ timeout: SHORT });
      else if (place === 35) void this.post({ signal: AbortSignal.timeout(SHORT) });
      else void this.post();
    }
  }

  /** Resolves when every post is settled. @returns {Promise<void>} */
  async settled() {
    while (this.open > 0) await new Promise((resolve) => (this.#settled = () => resolve(undefined)));
  }

  /** @param {number} n @param {{ code?: string, message: string, settled?: string }} error */
  #rejected(n, { code = '', message, settled }) {
    this.errors[code] = (this.errors[code] ?? 0) + 1;
    if (settled === 'unknown') this.posted.unsure.push(n);
    else if (settled === 'never-sent' || settled === 'refused') this.posted.denied.push(n);
    else this.surprises.push(`post ${n} of ${this.name} was rejected without a word about its fate: ${code} ${message}`);
    if (!['TIMEOUT', 'ABORTED', 'QUEUE_FULL', 'INVALID_REQUEST'].includes(code)) this.surprises.push(`post ${n} of ${this.name}: ${code} ${message}`);
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
    if (typeof data === 'string' && data.startsWith('{"action":"broadcast"')) framesSent++;
    send.call(this, data);
  };
  const { Realtime } = await import(sdk);
  members = places.map((place) => new Member(new Realtime({ ...options, url: place.url, token: place.token }), place));
  await watchModule(() => Promise.all(members.map((member) => member.enter())));
}

/** Begins to post, so many posts a second from each member. @param {number} rate */
export function begin(rate) {
  const start = performance.now();
  const before = members.map(({ posted }) => posted.count);
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

/** One post of each member, which tells the others that those before it have come, or never will. */
export async function conclude() {
  await Promise.all(members.map((member) => member.post()));
}

/** How far each member has heard each other. @param {{ [group: string]: Record<string, number> }} wanted the posts of each sender */
export function hasHeard(wanted) {
  return members.every(({ ear, group }) => Object.entries(wanted[group.name] ?? {}).every(([sender, count]) => ear.next(sender) >= count));
}

/** Sums of all members. */
export function figures() {
  const sum = (/** @type {(member: Member) => number} */ of) => members.reduce((sum, member) => sum + of(member), 0);
  return {
    posts: sum(({ posted }) => posted.count),
    acknowledged: sum(({ posted }) => posted.acknowledged),
    unsure: sum(({ posted }) => posted.unsure.length),
    denied: sum(({ posted }) => posted.denied.length),
    framesSent,
    connections: sum(({ online }) => online),
    recovered: sum(({ recovered }) => recovered),
    gaps: sum(({ gaps }) => gaps),
    slowest: Math.max(...members.map(({ slowest }) => slowest)),
  };
}

/** All that the members know. */
export function accounts() {
  return members.map(({ name, group, posted, ear, errors, surprises }) => ({
    name, group: group.name, posted, heard: ear.account(), errors, surprises,
  }));
}

/** Closes all connections. */
export async function leave() {
  await Promise.all(members.map(({ realtime }) => realtime.closeRealtime()));
}
