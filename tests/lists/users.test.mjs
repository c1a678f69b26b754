// @ts-check
// The parameters of `getRealtimeUsers`.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { invalid, listServer, newLists } from './helper.mjs';

const USER = '3b4f4b0e-5a8f-4c55-9a3d-0c1b8a2f6e11';

/** The call with parameters that are refused: there is no server. @param {any} [params] @param {boolean} [isSkapi] */
const refuses = (params, isSkapi = true) => newLists('http://127.0.0.1:1/', { isSkapi }).users(params);

/** What a call asks for. @param {import('node:test').TestContext} t @param {any} params @param {boolean} [isSkapi] */
async function asked(t, params, isSkapi = true) {
  const server = await listServer(t);
  await server.lists({ isSkapi }).users(params);
  return server.parameters();
}

test('L11: the group is sent, and nothing that is unknown', async (t) => {
  assert.equal(await asked(t, { group: 'a#b', x: 1 }), '{"group":"a#b"}');
  assert.equal(await asked(t, { group: 'g', user_id: undefined }), '{"group":"g"}');
});

test('L11: a missing group is refused', async () => {
  await invalid(refuses(), 'Key "group" is required.');
  for (const params of [undefined, null, {}, 'x', [], 1, false, { user_id: 'x' }, { group: undefined }]) {
    await invalid(refuses(params), 'Key "group" is required.', params);
  }
});

test('L11: an empty group is refused', async () => {
  await invalid(refuses({ group: '' }), '"group" is required.');
});

test('L11: a group that is no string is refused', async () => {
  for (const group of [5, null, false, ['a'], {}]) {
    const message = `${JSON.stringify(group)} is invalid in "group". allowed type or value is: Type<string>.`;
    await invalid(refuses({ group }), message);
  }
});

test('L11: the group is checked before the user', async () => {
  await invalid(refuses({ group: '', user_id: '' }), '"group" is required.');
});

test('L12: the user id is sent', async (t) => {
  assert.equal(await asked(t, { user_id: USER, group: 'g' }), `{"group":"g","user_id":"${USER}"}`);
  const upper = USER.toUpperCase();
  assert.equal(await asked(t, { user_id: upper, group: 'g' }), `{"group":"g","user_id":"${upper}"}`);
});

test('L12: a wrong user id is refused', async () => {
  for (const user_id of ['', null, 0, false, NaN]) {
    await invalid(refuses({ group: 'g', user_id }), 'User ID in "user_id" is empty.', user_id);
    await invalid(refuses({ group: 'g', user_id }, false), 'User ID in "user_id" is empty.', user_id);
  }
  for (const user_id of [5, {}, true, [USER]]) {
    await invalid(refuses({ group: 'g', user_id }), 'User ID in "user_id" should be type: string.', user_id);
  }
});

test('L12: on Skapi a user id is a UUID', async () => {
  const wrong = ['ann', `${USER}\n`, USER.slice(1), USER.slice(0, -1), USER.replace('-', '_'), USER.replace('3', '{'), USER.replaceAll('-', '')];
  for (const user_id of wrong) {
    await invalid(refuses({ group: 'g', user_id }), 'User ID in "user_id" is invalid.', user_id);
  }
});

test('L12: outside of Skapi a user id is any text', async (t) => {
  assert.equal(await asked(t, { group: 'g', user_id: 'ann' }, false), '{"group":"g","user_id":"ann"}');
});
