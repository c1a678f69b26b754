// @ts-check
// Twenty clients in Chromium that post and listen while their connections break, and the account of all of it.

import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { callInPage, openBrowser, SDK } from '../../bench/lib/world.mjs';
import { startProxy } from '../faults/proxy.mjs';
import { claims, generator, root, signToken, startServer, until, within } from '../support/index.mjs';
import { faultsIn } from './ledger.js';
import { counters, pageMemory, residentBytes } from './memory.mjs';
import { Weather } from './weather.mjs';

const PAGES = 4;
const GROUPS = 5;
/** Posts a second of each client, as long as it is connected. */
const RATE = 44;
/** Where in the run the memory is looked at first: what is bounded has come to its bounds by then. */
const MARK = 0.25;
/** How often the progress is looked at, in milliseconds. */
const LOOK = 500;
const SETTLE_DEADLINE = 40_000;

/** What runs in each page. */
const PAGE = '/tests/soak/page.js';

const SECRET = 'a secret for the soak test, at least 32 bytes long';

/** Quick to find out what is wrong: a run is short. Posts give up before the server forgets their `mid`. */
const OPTIONS = {
  heartbeat: 2_000, heartbeatTimeout: 2_000, connectTimeout: 3_000, sendTimeout: 12_000, backoff: { min: 100, max: 2_000 },
};

/** The posts of about half a minute: more than a client is ever away for, and all are in use before the memory is looked at. */
const REMEMBERED = { history: 4_000, mids: 20_000 };

const FLAGS = [
  '--log', 'warn', '--frames-per-second', '0', '--ping-interval', '2s', '--idle-timeout', '4s',
  '--history-count', String(REMEMBERED.history), '--history-bytes', String(4 * 2 ** 20), '--dedupe-count', String(REMEMBERED.mids),
  '--max-queue-frames', '0', '--max-queue-bytes', '0',
];

/** @typedef {Awaited<ReturnType<typeof soak>>} Report */
/** @typedef {import('../../bench/lib/world.mjs').Page} Page */

/**
 * Runs until so many posts are acknowledged and the faults have lasted so long.
 * @param {{ posts: number, seconds: number, limit: number, seed: number, tell: (line: string) => void }} plan `limit`: after so many
 *   seconds it has failed
 */
export async function soak({ posts, seconds, limit, seed, tell }) {
  const server = await startServer({ flags: FLAGS, env: { GROUPWIRE_HS256_SECRET: SECRET } });
  const { port } = new URL(server.base);
  const proxies = await Promise.all(Array.from({ length: PAGES * GROUPS }, (_, at) => openProxy(Number(port), generator(seed - 1 - at))));
  const world = await openBrowser({ '/tests/soak/': { dir: join(root, 'tests', 'soak') } });
  const weather = new Weather(proxies, generator, seed);
  try {
    const somebodies = everybody();
    const pages = await openPages(world, somebodies, proxies, server);
    /** @param {string} name @param {object | number} [argument] @returns {Promise<any[]>} */
    const all = (name, argument) =>
      Promise.all(pages.map((page) => callInPage(page, PAGE, name, argument)));
    const memory = async () => ({ pages: await Promise.all(pages.map(pageMemory)), server: residentBytes(server.pid) });

    const began = performance.now();
    const end = began + limit * 1000;
    let acknowledged = 0;
    let stormy = 0;
    /** Faults and posts until the run is done to this part. @param {number} part */
    async function storm(part) {
      weather.begin();
      await all('begin', RATE);
      const start = performance.now();
      for (;;) {
        await pause(LOOK);
        acknowledged = (await all('figures')).reduce((sum, { acknowledged }) => sum + acknowledged, 0);
        const now = performance.now();
        if (acknowledged >= posts * part && stormy + now - start >= seconds * 1000 * part) break;
        if (now > end) throw new Error(`after ${limit} s ${acknowledged} of ${posts} posts are acknowledged`);
      }
      await weather.end();
      stormy += performance.now() - start;
      await within(all('calm'), SETTLE_DEADLINE, 'every post to be settled');
    }

    await storm(MARK);
    const before = await memory();
    tell(`${acknowledged} posts are acknowledged; the memory of the pages and of the server: ${JSON.stringify(before)}`);
    await storm(1);
    await within(all('conclude'), SETTLE_DEADLINE, 'the last posts to be acknowledged');
    await heardByAll(pages, somebodies.flat(), (await all('accounts')).flat());
    const after = await memory();
    const last = /** @type {Account[]} */ ((await all('accounts')).flat());
    const report = {
      seed,
      seconds: (performance.now() - began) / 1000,
      faultSeconds: stormy / 1000,
      figures: sumUp(await all('figures')),
      errors: sumUp(last.map(({ errors }) => errors)),
      faults: weather.counts,
      server: await counters(server.base),
      memory: { before, after },
      wrong: wrongIn(somebodies.flat(), last),
    };
    await within(all('leave'), SETTLE_DEADLINE, 'the clients to be closed');
    return report;
  } finally {
    await weather.end();
    await world.close();
    await Promise.all(proxies.map((proxy) => proxy.close()));
    await server.stop();
  }
}

/** @param {number} port @param {(below: number) => number} below */
const openProxy = (port, below) => startProxy({ port }, { random: () => below(1_000) / 1_000 });

/** @typedef {{ name: string, user: string, group: string, friend: string }} Somebody `friend`: the name of another in the group */

/** Who there is, page by page: each group has one member in each, who is the friend of the one in the page before. */
function everybody() {
  const users = Array.from({ length: PAGES }, () => Array.from({ length: GROUPS }, () => randomUUID()));
  return users.map((page, at) =>
    page.map((user, group) => ({ user, name: nameOf(at, group), group: `group ${group}`, friend: nameOf((at + 1) % PAGES, group) })),
  );
}

/** @param {number} page @param {number} group */
const nameOf = (page, group) => `member ${page} of ${group}`;

/**
 * Pages with their clients.
 * @param {Awaited<ReturnType<typeof openBrowser>>} world
 * @param {Somebody[][]} all
 * @param {import('../faults/proxy.mjs').FaultProxy[]} proxies
 * @param {import('../support/server.mjs').Server} server
 */
async function openPages(world, all, proxies, server) {
  const users = new Map(all.flat().map(({ name, user }) => [name, user]));
  const free = [...proxies];
  const pages = [];
  for (const somebodies of all) {
    const page = await world.newPage();
    const places = somebodies.map(({ name, user, group, friend }) => ({
      name,
      group,
      friend: users.get(friend),
      token: signToken(claims(user), SECRET),
      url: `ws://${free.shift()?.host}/api`,
    }));
    await page.send('HeapProfiler.enable');
    await callInPage(page, PAGE, 'enter', { sdk: SDK, places, options: { ...OPTIONS, httpUrl: server.httpUrl } });
    pages.push(page);
  }
  return pages;
}

/** @typedef {import('./ledger.js').Posted} Posted */
/** @typedef {import('./ledger.js').Heard} Heard */

/**
 * What somebody knows: `whispered` to the friend, `overheard` in private.
 * @typedef {{ name: string, posted: Posted, whispered: Posted, heard: Heard, overheard: Heard, errors: Record<string, number>,
 *   surprises: string[] }} Account
 */

/**
 * Waits for the last posts of each to arrive. What is missing in spite of that, the accounts tell.
 * @param {Page[]} pages
 * @param {Somebody[]} all
 * @param {Account[]} accounts
 */
async function heardByAll(pages, all, accounts) {
  const senders = Object.fromEntries(
    all.map(({ name, group, friend }, at) => {
      const { posted, whispered } = /** @type {Account} */ (accounts[at]);
      return [name, { group, friend, posts: posted.count, whispers: whispered.count }];
    }),
  );
  const there = async () => (await Promise.all(pages.map((page) => callInPage(page, PAGE, 'hasHeard', senders)))).every(Boolean);
  await until(there, SETTLE_DEADLINE, 'the last posts to arrive').catch(() => {});
}

/** What is wrong, in words. @param {Somebody[]} all @param {Account[]} accounts */
function wrongIn(all, accounts) {
  const known = new Map(accounts.map((account) => [account.name, account]));
  const of = (/** @type {string} */ name) => /** @type {Account} */ (known.get(name));
  const groups = Array.from(new Set(all.map(({ group }) => group)), (group) => all.filter((one) => one.group === group));
  return [
    ...groups.flatMap((group) =>
      faultsIn(
        new Map(group.map(({ name }) => [name, of(name).posted])),
        new Map(group.map(({ name }) => [name, of(name).heard])),
      ),
    ),
    ...all.flatMap(({ name, friend }) => faultsIn(new Map([[name, of(name).whispered]]), new Map([[friend, of(friend).overheard]]))),
    ...accounts.flatMap(({ surprises }) => surprises),
  ];
}

/** @param {Record<string, number>[]} pages */
function sumUp(pages) {
  /** @type {Record<string, number>} */
  const sums = {};
  for (const figures of pages) {
    for (const [name, value] of Object.entries(figures)) {
      sums[name] = name === 'slowest' ? Math.max(sums[name] ?? 0, value) : (sums[name] ?? 0) + value;
    }
  }
  return sums;
}
