// @ts-check
// What answers and refusals become.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { listServer, refused } from './helper.mjs';

const NO_LIST = 'The server did not answer with a list.';
const NO_REASON = 'Something went wrong.';

/** What the server's `list` becomes. @param {import('node:test').TestContext} t @param {'groups' | 'users'} what @param {any} list */
async function listed(t, what, list) {
  const server = await listServer(t);
  server.reply({ json: { list, startKey: 'end', endOfList: true } });
  return (await server.lists()[what]({ group: 'g' })).list;
}

/**
 * Asserts what replies are refused as.
 * @param {import('node:test').TestContext} t
 * @param {[import('./helper.mjs').Reply, string, string][]} table
 * @param {'groups' | 'users'} [what]
 */
async function refuses(t, table, what = 'groups') {
  const server = await listServer(t);
  for (const [reply, code, message] of table) {
    server.reply(reply);
    await refused(server.lists()[what]({ group: 'g' }), code, message, JSON.stringify(reply));
  }
}

test('L28: a result has the documented fields, and no others', async (t) => {
  const server = await listServer(t);
  server.reply({ json: { endOfList: true, startKey: { k: 1 }, list: [{ cnt: 1, rid: 's#a' }], x: 1 } });
  assert.deepEqual(await server.lists().groups(), {
    list: [{ group: 'a', number_of_users: 1 }],
    startKey: { k: 1 },
    endOfList: true,
    startKeyHistory: ['{"k":1}'],
  });
});

test('L33: a group is its name without the service, and its count', async (t) => {
  const list = [
    { rid: 'svc#a', cnt: 2, x: 1 },
    { rid: 'svc#a#b#', cnt: 0 },
    { rid: 'bare', cnt: 1 },
    { rid: '#c', cnt: 1 },
    { rid: 'svc#', cnt: 1 },
    { rid: 'svc#é "q"', cnt: 1 },
  ];
  assert.deepEqual(await listed(t, 'groups', list), [
    { group: 'a', number_of_users: 2 },
    { group: 'a#b#', number_of_users: 0 },
    { group: 'bare', number_of_users: 1 },
    { group: 'c', number_of_users: 1 },
    { group: '', number_of_users: 1 },
    { group: 'é "q"', number_of_users: 1 },
  ]);
});

test('L34: a user has the connection in both forms, one item for each connection', async (t) => {
  const list = [{ uid: 'svc#u#1', cid: 'abc=' }, { uid: 'u', cid: 'cid:abc=' }, { uid: 'u', cid: 'cid:cid:x' }];
  assert.deepEqual(await listed(t, 'users', list), [
    { user_id: 'u#1', connection_id: 'abc=', cid: 'cid:abc=' },
    { user_id: 'u', connection_id: 'abc=', cid: 'cid:abc=' },
    { user_id: 'u', connection_id: 'cid:x', cid: 'cid:cid:x' },
  ]);
});

test('L35: a reply that is no list is an error', async (t) => {
  for (const json of [{}, null, [], '<html>', 5, { list: {} }, { list: null }, { list: 'x' }]) {
    await refuses(t, [[{ json }, 'ERROR', NO_LIST]]);
  }
  await refuses(t, [[{ text: '<html>' }, 'ERROR', NO_LIST], [{ text: '' }, 'ERROR', NO_LIST], [{ text: '{"list":[' }, 'ERROR', NO_LIST]]);
});

test('L35: a reply with an item that is none is an error', async (t) => {
  for (const list of [[1], [null], [{}], [{ rid: 1, cnt: 1 }], [{ rid: 'a' }], [{ rid: 'a', cnt: 1 }, {}]]) {
    await refuses(t, [[{ json: { list } }, 'ERROR', NO_LIST]]);
  }
  for (const list of [['x'], [{ uid: 'a' }], [{ cid: 'a' }], [{ uid: 'a', cid: 1 }], [{ uid: 1, cid: 'a' }]]) {
    await refuses(t, [[{ json: { list } }, 'ERROR', NO_LIST]], 'users');
  }
});

test('L35: every status below 400 is an answer', async (t) => {
  const server = await listServer(t);
  for (const status of [200, 201, 302, 399]) {
    server.reply({ status, json: { list: [] } });
    assert.deepEqual((await server.lists().groups()).list, []);
  }
});

test('L35: a status without a body is no list, also where there is a progress callback', async (t) => {
  const server = await listServer(t);
  for (const options of [{}, { progress() {} }]) {
    server.reply({ status: 204 });
    await refused(server.lists().groups({}, options), 'ERROR', NO_LIST);
  }
});

test('L36: a refusal as text has its code before the colon', async (t) => {
  const codes = ['INVALID_CORS', 'INVALID_REQUEST', 'SERVICE_DISABLED', 'INVALID_PARAMETER', 'ERROR', 'EXISTS', 'NOT_EXISTS', 'NOT_SUPPORTED'];
  for (const code of codes) {
    await refuses(t, [[{ status: 500, text: ` ${code} : No: way. ` }, code, 'No: way.'], [{ status: 400, json: `${code}: No.` }, code, 'No.']]);
  }
  await refuses(t, [[{ status: 500, text: 'TEAPOT: short' }, 'ERROR', 'short']]);
});

test('L36: any other text is the message', (t) =>
  refuses(t, [
    [{ status: 500, text: ' Bad gateway\n' }, 'ERROR', 'Bad gateway'],
    [{ status: 500, text: 'See https://x.y' }, 'ERROR', 'See https://x.y'],
    [{ status: 500, text: 'NOT_EXISTS:' }, 'NOT_EXISTS', 'NOT_EXISTS:'],
    [{ status: 500, text: 'ERROR: two\nlines' }, 'ERROR', 'two\nlines'],
    [{ status: 500, text: ': x' }, 'ERROR', ': x'],
  ]));

test('L37: a refusal as JSON has its code and message', (t) =>
  refuses(t, [
    [{ status: 400, json: { code: 'INVALID_PARAMETER', message: ' No. ', cause: 1 } }, 'INVALID_PARAMETER', 'No.'],
    [{ status: 403, json: { code: 'FORBIDDEN', message: 'No.' } }, 'FORBIDDEN', 'No.'],
    [{ status: 403, json: { message: 'No.' } }, '403', 'No.'],
    [{ status: 403, json: { code: '', message: 'No.' } }, '403', 'No.'],
    [{ status: 403, json: { code: null, message: 'No.' } }, '403', 'No.'],
    [{ status: 403, json: { code: 0, message: 'No.' } }, '403', 'No.'],
    [{ status: 403, json: { code: ['x'], message: 'No.' } }, '403', 'No.'],
    [{ status: 403, json: { code: 17, message: 'No.' } }, '17', 'No.'],
  ]));

test('L38: any other refusal is an error without a reason', async (t) => {
  for (const json of [{}, null, [], 1, true, { message: 1 }, { message: ' ' }, { code: 'EXISTS' }, { code: 'EXISTS', message: '' }]) {
    await refuses(t, [[{ status: 500, json }, 'ERROR', NO_REASON]]);
  }
  await refuses(t, [[{ status: 500, text: '' }, 'ERROR', NO_REASON], [{ status: 500, text: ' \n' }, 'ERROR', NO_REASON]]);
});

test('L39: too many requests are called so', (t) =>
  refuses(t, [
    [{ status: 429, json: { message: 'x' } }, 'ERROR', 'Too many requests'],
    [{ status: 429, text: 'INVALID_REQUEST: x' }, 'ERROR', 'Too many requests'],
  ]));
