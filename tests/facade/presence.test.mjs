// @ts-check
// Who is in a group, from lists and notices.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { generator, load, seedOf } from './helper.mjs';

const { Presence } = await load('presence.ts');

const joined = (/** @type {string} */ sender, /** @type {string} */ cid) => ({ code: 'USER_JOINED', sender, sender_cid: `cid:${cid}` });
const left = (/** @type {string} */ sender, /** @type {string} */ cid, code = 'USER_LEFT') => ({ code, sender, sender_cid: `cid:${cid}` });
const item = (/** @type {string} */ user_id, /** @type {string} */ cid) => ({ user_id, cid: `cid:${cid}`, connection_id: cid });
const member = (/** @type {string} */ user_id, /** @type {string[]} */ ...cids) => ({ user_id, connections: cids.map((cid) => `cid:${cid}`) });

/** Presence with a list. @param {any[]} list */
function listed(...list) {
  const presence = new Presence();
  presence.begin();
  presence.complete(list);
  return presence;
}

test('J30: a user with several connections is one member', () => {
  const presence = listed(item('ann', '1'), item('bob', '2'), item('ann', '3'));
  assert.deepEqual(presence.members, [member('ann', '1', '3'), member('bob', '2')]);
});

test('J31: notices add and remove connections, and users with their last one', () => {
  const presence = listed(item('ann', '1'));
  assert.equal(presence.notice(joined('bob', '2')), true);
  assert.equal(presence.notice(joined('bob', '3')), true);
  assert.equal(presence.notice(left('bob', '2')), true);
  assert.deepEqual(presence.members, [member('ann', '1'), member('bob', '3')]);
  assert.equal(presence.notice(left('bob', '3', 'USER_DISCONNECTED')), true);
  assert.deepEqual(presence.members, [member('ann', '1')]);
});

test('DR14: notices of what members do and of deleted messages change no members', () => {
  const presence = listed(item('ann', '1'));
  for (const code of ['USER_ACTIVITY', 'MESSAGE_DELETED']) assert.equal(presence.notice(left('ann', '1', code)), false);
  assert.deepEqual(presence.members, [member('ann', '1')]);
});

test('J31: what is known already changes nothing, and the list stays the same object', () => {
  const presence = listed(item('ann', '1'));
  const { members } = presence;
  for (const notice of [joined('ann', '1'), left('bob', '2'), { code: 'USER_JOINED', sender: 'bob' }, { code: 'USER_LEFT', sender: 'ann', sender_cid: null }]) {
    assert.equal(presence.notice(notice), false);
  }
  assert.equal(presence.members, members);
  presence.notice(joined('bob', '2'));
  assert.notEqual(presence.members, members);
});

test('J32: before the first list there are no members, and its notices are not lost', () => {
  const presence = new Presence();
  assert.equal(presence.notice(joined('gone before', '0')), false);
  presence.begin();
  assert.equal(presence.notice(joined('bob', '2')), false);
  assert.equal(presence.notice(left('ann', '1')), false);
  assert.deepEqual(presence.members, []);
  presence.complete([item('ann', '1')]);
  assert.deepEqual(presence.members, [member('bob', '2')]);
});

test('J33: while a list is fetched, notices count at once, and again over the list, in their order', () => {
  const presence = listed(item('ann', '1'));
  presence.begin();
  assert.equal(presence.notice(joined('bob', '2')), true);
  assert.deepEqual(presence.members, [member('ann', '1'), member('bob', '2')]);
  presence.notice(left('bob', '2'));
  presence.notice(joined('bob', '4'));
  // Made before any of that.
  presence.complete([item('ann', '1'), item('carl', '3')]);
  assert.deepEqual(presence.members, [member('ann', '1'), member('carl', '3'), member('bob', '4')]);
});

test('J33: only the notices since the last request are applied over its list', () => {
  const presence = new Presence();
  presence.begin();
  presence.notice(joined('bob', '2'));
  presence.begin();
  presence.complete([]);
  assert.deepEqual(presence.members, []);
});

test('J35: what is cleared knows nothing', () => {
  const presence = listed(item('ann', '1'));
  presence.clear();
  assert.deepEqual(presence.members, []);
  assert.equal(presence.notice(joined('bob', '2')), false);
});

test('J33: whenever the pages of a list are made and notices arrive, members end as the server has them', async (t) => {
  const below = generator(seedOf(t));
  for (let run = 0; run < 2_000; run++) {
    /** What the server has: the user of each connection. @type {Map<string, string>} */
    const server = new Map();
    /** Notices that are on their way. @type {any[]} */
    const line = [];
    const presence = new Presence();
    /** The pages of the request under way so far. @type {any[] | undefined} */
    let pages;
    let page = 0;

    const change = () => {
      const cid = String(below(6));
      const user = server.get(cid) ?? `user ${below(3)}`;
      if (server.delete(cid)) line.push(left(user, cid, below(2) ? 'USER_LEFT' : 'USER_DISCONNECTED'));
      else line.push((server.set(cid, user), joined(user, cid)));
    };
    const arrive = () => line.length && presence.notice(line.shift());
    const fetch = () => {
      if (!pages || below(20) === 0) {
        // The connection that asks gets every notice that is made from now on.
        presence.begin();
        pages = [];
        page = 0;
      } else if (page < 3) {
        // Connections 0 and 1, then 2 and 3, then 4 and 5: each page as it is at its time.
        for (const cid of [page * 2, page * 2 + 1].map(String)) if (server.has(cid)) pages.push(item(server.get(cid) ?? '', cid));
        page++;
      } else {
        presence.complete(pages);
        pages = undefined;
      }
    };
    for (let step = 0; step < 40; step++) [change, arrive, fetch][below(3)]?.();
    while (pages || page < 3) fetch();
    while (line.length) arrive();

    const there = presence.members.flatMap((/** @type {any} */ { user_id, connections }) => connections.map((/** @type {string} */ cid) => [cid, user_id]));
    const wanted = [...server].map(([cid, user]) => [`cid:${cid}`, user]);
    assert.deepEqual(there.sort(), wanted.sort(), `run ${run}`);
    assert.equal(new Set(presence.members.map((/** @type {any} */ { user_id }) => user_id)).size, presence.members.length);
  }
});
