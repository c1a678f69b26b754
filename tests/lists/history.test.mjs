// @ts-check
// `history`: the posts of a group that the server keeps.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { invalid, listServer, newLists, refused } from './helper.mjs';

const PATH = { group: 'g', limit: 2, before: 9 };
const POSTS = [
  { '#message': { text: '100%' }, '#user_id': 'ann', '#scid': 'c1', '#srid': 'g', '#code': null, '#offset': 3, '#epoch': 'e' },
  { '#message': 0, '#user_id': 'bob', '#srid': 'g', '#offset': 7 },
];

/** What a call with these parameters is refused with: there is no server. @param {any} params */
const refuses = (params) => newLists('http://127.0.0.1:1/').history(params);

test('Y1, Y2: the posts come as the events that they were, with their offsets', async (t) => {
  const server = await listServer(t);
  server.reply({ json: { epoch: 'e', list: POSTS, endOfList: false } });
  assert.deepEqual(await server.lists().history(PATH), {
    list: [
      { type: 'message', message: { text: '100%' }, sender: 'ann', sender_cid: 'cid:c1', sender_rid: 'g', code: null, offset: 3 },
      { type: 'message', message: 0, sender: 'bob', sender_cid: null, sender_rid: 'g', code: null, offset: 7 },
    ],
    epoch: 'e',
    endOfList: false,
  });
  const { method, url, headers, body } = server.requests[0] ?? assert.fail();
  assert.deepEqual([method, url, headers.authorization], ['POST', '/history', 'jwt']);
  assert.deepEqual(body, PATH);
});

test('Y1: what is not given is not sent, and other parameters are dropped', async (t) => {
  const server = await listServer(t);
  server.reply({ json: { epoch: 'e', list: [], endOfList: true } });
  assert.deepEqual(await server.lists().history({ group: 'g', since: 1 }), { list: [], epoch: 'e', endOfList: true });
  assert.equal(server.requests[0]?.text, '{"group":"g"}');
});

test('Y3: the parameters are checked before the login', async () => {
  await invalid(refuses(undefined), 'Key "group" is required.');
  await invalid(refuses({ group: '' }), '"group" is required.');
  await invalid(refuses({ group: 5 }), '5 is invalid in "group". allowed type or value is: Type<string>.');
  for (const before of ['9', null, NaN, true]) {
    await invalid(refuses({ group: 'g', before }), `${JSON.stringify(before)} is invalid in "before". allowed type or value is: Type<number>.`);
  }
  await refused(refuses({ group: 'g', limit: 1001 }), 'INVALID_REQUEST', 'Fetch limit should be below 1000.');
  await refused(refuses({ group: 'g', limit: '5' }), 'INVALID_REQUEST', 'Fetch limit should be a number.');
  await refused(newLists('http://127.0.0.1:1/', { token: '' }).history({ group: 'g' }), 'INVALID_REQUEST', 'User login is required.');
});

test('Y4: Skapi has none', async () => {
  const lists = newLists('http://127.0.0.1:1/', { isSkapi: true });
  await refused(lists.history({ group: 'g' }), 'NOT_SUPPORTED', 'Skapi has no history.');
});

test('Y2: an answer that is none is an error, and a refusal is passed on', async (t) => {
  const server = await listServer(t);
  for (const json of [{}, { list: 5 }, { list: [{ '#message': 'without an offset' }] }, { list: [null] }, null]) {
    server.reply({ json });
    await refused(server.lists().history({ group: 'g' }), 'ERROR', 'The server did not answer with a list.', JSON.stringify(json));
  }
  server.reply({ status: 403, json: { code: 'INVALID_REQUEST', message: 'Not yours.' } });
  await refused(server.lists().history({ group: 'g' }), 'INVALID_REQUEST', 'Not yours.');
});
