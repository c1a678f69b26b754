// @ts-check
// The same calls on two servers: as methods on one that has them, over REST on one that does not.

import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { decode, encode } from '../../src/js/ejson.js';
import { writeUsers } from '../ddp-clients/world.mjs';
import { startServer } from '../support/index.mjs';
import { failure, fallback, GONE } from './helper.mjs';

/** Methods of our server that REST can do. */
const LOST = [
  'sendMessage', 'updateMessage', 'deleteMessage', 'getSingleMessage', 'setReaction', 'loadHistory', 'loadMissedMessages', 'messages/get',
  'readMessages', 'rooms/get', 'subscriptions/get', 'createChannel', 'createPrivateGroup', 'createDirectMessage', 'joinRoom', 'leaveRoom',
  'openRoom', 'hideRoom', 'getRoomById', 'getRoomNameById', 'getRoomIdByNameOrId', 'roomNameExists', 'getUsersOfRoom', 'spotlight',
  'channelsList', 'addUserToRoom', 'addUsersToRoom', 'getRoomRoles', 'setUserStatus', 'public-settings/get',
];

/** @typedef {import('../support/server.mjs').Server} Server */
/** @typedef {{ restUrl: string, userId: string, token: string }} Person somebody who is logged in at a server */
/** @typedef {(person: Person, method: string, ...params: unknown[]) => Promise<any>} Call */

/** @type {string} */
let folder;
/** @type {Server} */
let complete;
/** @type {Server} */
let reduced;

before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'groupwire-rest-'));
  const flags = ['--users', writeUsers(folder)];
  const env = { GROUPWIRE_HS256_SECRET: 'a secret for the tests of the REST layer' };
  [complete, reduced] = await Promise.all([
    startServer({ flags, env }),
    startServer({ flags: [...flags, ...LOST.flatMap((method) => ['--ddp-without', method])], env }),
  ]);
});

after(async () => {
  await Promise.all([complete, reduced].map((server) => server?.stop()));
  await rm(folder, { recursive: true });
});

/** Logs somebody in. @param {Server} server @param {string} user @param {string} password @returns {Promise<Person>} */
async function logIn({ httpUrl }, user, password) {
  const answer = await fetch(`${httpUrl}api/v1/login`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ user, password }),
  });
  const { data } = await answer.json();
  return { restUrl: httpUrl, userId: data.userId, token: data.authToken };
}

/** Calls the method itself. @type {Call} */
async function byMethod({ restUrl, userId, token }, method, ...params) {
  const call = { msg: 'method', method, params: encode(params), id: '1' };
  const answer = await fetch(`${restUrl}api/v1/method.call/${encodeURIComponent(method)}`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', 'X-User-Id': userId, 'X-Auth-Token': token },
    body: JSON.stringify({ message: JSON.stringify(call) }),
  });
  const { message } = await answer.json();
  const { result, error } = JSON.parse(message);
  if (error) throw Object.assign(new Error(error.message), { code: String(error.error) });
  return decode(result);
}

/** Calls a method that the server does not have. @type {Call} */
async function byRest(person, method, ...params) {
  await assert.rejects(byMethod(person, method, ...params), { code: '404' }, `${method} is still there`);
  return fallback(method, params, { ...person, cause: GONE });
}

/** A name that the server has made up: for a room, a message of the system. */
const MADE_UP = /^\w{17}$/;

/** A result without what is another one with each run. @param {any} value @param {string[]} known names that are the same @returns {any} */
function alike(value, known) {
  if (value instanceof Date) return 'a date';
  if (typeof value === 'string') return MADE_UP.test(value) && !known.includes(value) ? 'a name' : value;
  if (Array.isArray(value)) return value.map((item) => alike(item, known));
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).map(([key, inner]) => [key, alike(inner, known)]);
  return Object.fromEntries(entries.sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** Documents in an order of their own, where the server's is that of their names. @param {any} value @returns {any} */
function inOrder(value) {
  if (Array.isArray(value)) return value.sort((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1));
  return { ...value, update: inOrder(value.update), remove: inOrder(value.remove) };
}

/** What methods give of a room that they have made; REST gives the whole room. @param {any} room @returns {any} */
function made(room) {
  if (Array.isArray(room)) return room.map(made);
  const { rid, t, name, usernames } = room;
  return { rid, t, name, usernames };
}

/** Everything that two people do, and what they are given. @param {Server} server @param {Call} call */
async function story(server, call) {
  const alice = await logIn(server, 'alice', 'secret');
  const bob = await logIn(server, 'bob', 'hunter2');
  /** @type {[string, any][]} */
  const given = [];
  const begin = new Date(0);
  const told = async (/** @type {Person} */ who, /** @type {string} */ method, /** @type {unknown[]} */ ...params) => {
    const result = await call(who, method, ...params);
    const told = alike(/^create/.test(method) ? made(result) : result, [alice.userId, bob.userId]);
    given.push([method, /^(rooms|subscriptions)\/get$/.test(method) ? inOrder(told) : told]);
    return result;
  };

  await told(alice, 'createChannel', 'news', [], false);
  const rid = await told(alice, 'getRoomIdByNameOrId', 'news');
  await told(alice, 'getRoomIdByNameOrId', rid);
  for (const name of ['news', 'olds']) await told(alice, 'roomNameExists', name);
  await told(alice, 'getRoomById', rid);
  await told(alice, 'getRoomNameById', rid);
  for (const n of [1, 2, 3]) await told(alice, 'sendMessage', { _id: `message-${n}`, rid, msg: `number ${n}` });
  await told(alice, 'sendMessage', { _id: 'message-3', rid, msg: 'number 3' }).catch(({ code }) => given.push(['sendMessage again', code]));
  await told(alice, 'updateMessage', { _id: 'message-1', rid, msg: 'number one' });
  await told(bob, 'joinRoom', rid);
  await told(bob, 'setReaction', ':tada:', 'message-1', true);
  await told(alice, 'getSingleMessage', 'message-1');
  await told(alice, 'loadHistory', rid, null, 2);
  const second = await told(alice, 'getSingleMessage', 'message-2');
  await told(alice, 'loadHistory', rid, second.ts, 5);
  await told(alice, 'loadMissedMessages', rid, second.ts);
  await told(alice, 'messages/get', rid, { lastUpdate: begin });
  await told(alice, 'deleteMessage', { _id: 'message-3', rid });
  await told(bob, 'readMessages', rid);
  await told(alice, 'getUsersOfRoom', rid, true);
  await told(alice, 'getRoomRoles', rid);
  await told(bob, 'hideRoom', rid);
  await told(bob, 'openRoom', rid);

  const { rid: secret } = await told(alice, 'createPrivateGroup', 'secrets', [], false);
  await told(alice, 'addUserToRoom', { rid: secret, username: 'bob' });
  await told(bob, 'loadHistory', secret, null, 5);
  await told(bob, 'getUsersOfRoom', secret, true);
  await told(bob, 'leaveRoom', secret);
  const { rid: direct } = await told(alice, 'createDirectMessage', 'bob');
  await told(bob, 'sendMessage', { _id: 'message-4', rid: direct, msg: 'for you' });
  await told(alice, 'loadHistory', direct, null, 5);

  await told(alice, 'rooms/get');
  await told(alice, 'rooms/get', begin);
  await told(alice, 'subscriptions/get');
  await told(alice, 'subscriptions/get', begin);
  await told(alice, 'spotlight', 'new');
  await told(alice, 'channelsList', '', 'public');
  await told(alice, 'setUserStatus', 'away', 'lunch');
  await told(alice, 'public-settings/get');
  return given;
}

test('DM20: calls give over REST what the methods gave', async () => {
  const [methods, rest] = [await story(complete, byMethod), await story(reduced, byRest)];
  for (const [at, [method, result]] of rest.entries()) assert.deepEqual([method, result], methods[at], `step ${at}: ${method}`);
  assert.equal(rest.length, methods.length);
});

test('DM20: refusals are those of the methods', async () => {
  const alice = await logIn(reduced, 'alice', 'secret');
  for (const [method, ...params] of [['getSingleMessage', 'nothing'], ['loadHistory', 'nowhere'], ['sendMessage', { rid: 'nowhere', msg: 'x' }]]) {
    const there = await byMethod(await logIn(complete, 'alice', 'secret'), /** @type {string} */ (method), ...params).catch((error) => error);
    const { code, settled } = await failure(byRest(alice, /** @type {string} */ (method), ...params));
    assert.deepEqual([code, settled], [there.code, 'refused'], String(method));
  }
});

test('DM17: a token that is not good is refused', async () => {
  const stranger = { ...(await logIn(reduced, 'alice', 'secret')), token: 'another' };
  const { code, message, settled } = await failure(fallback('rooms/get', [], stranger));
  assert.deepEqual([code, message, settled], ['401', 'You must be logged in to do this.', 'refused']);
});
