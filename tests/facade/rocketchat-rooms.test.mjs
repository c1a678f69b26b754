// @ts-check
// What a room's messages are to a client: which are new, what changed, and what was missed. The messages are those of
// shared frames of a real server, in their decoded form.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { generator, load, seedOf } from './helper.mjs';

const { Watch } = await load('rocketchat/rooms/watch.ts');
const { Ledger } = await load('rocketchat/rooms/ledger.ts');
const { isPlain } = await load('rocketchat/rooms/message.ts');
const { contentOf, messageEvent } = await load('rocketchat/six/incoming.ts');
const { People } = await load('rocketchat/rooms/people.ts');

const T0 = 1_764_000_000_000;

/**
 * A message as the server tells it.
 * @param {string} _id
 * @param {number} at when it was posted, in milliseconds after the beginning
 * @param {Record<string, unknown>} [more] what a change has made of it; `updated` is when
 */
function message(_id, at, { updated = at, ...more } = {}) {
  return {
    _id, rid: 'GENERAL', msg: `text of ${_id}`, ts: new Date(T0 + at), _updatedAt: new Date(T0 + Number(updated)),
    u: { _id: 'uAlice', username: 'alice', name: 'Alice' }, urls: [], mentions: [], channels: [], md: [], ...more,
  };
}

const thumbs = (/** @type {string[]} */ ...usernames) => ({ reactions: { ':thumbsup:': { usernames } } });

/** A room whose questions are answered by `server`, and all that was told of it, in words. @param {(mark: any) => any} [server] */
function room(server = () => assert.fail('nothing was to be asked')) {
  /** @type {string[]} */
  const told = [];
  /** @type {any[]} */
  const asked = [];
  const watch = new Watch(
    async (/** @type {any} */ mark) => {
      asked.push(mark);
      return server(mark);
    },
    {
      message: (/** @type {any} */ { message, change }, /** @type {boolean} */ missed) =>
        told.push([message._id, change, missed && 'missed'].filter(Boolean).join(' ')),
      deleted: (/** @type {string} */ id, /** @type {boolean} */ missed) => told.push([id, 'deleted', missed && 'missed'].filter(Boolean).join(' ')),
      recovery: (/** @type {any} */ { recovered, changes }) => told.push(`recovered ${recovered} ${changes}`),
    },
  );
  return { watch, told, asked };
}

/** An answer to what was missed. @param {object[]} updated @param {object[]} [deleted] */
const missed = (updated, deleted = []) => ({ updated, deleted, hasChanges: true });

test('DR46: a room that begins at a moment has its place: a later loss repeats nothing from before, and misses nothing', async () => {
  for (const first of [[], [message('b', 1000)]]) {
    const before = message('a', 0);
    let answer = missed(first);
    const { watch, told } = room(() => answer);
    watch.beginAt(T0);
    await watch.resume();
    watch.lose();
    answer = missed([before, ...first, message('c', 2000)]);
    await watch.resume();
    assert.deepEqual(told, [...first.map(({ _id }) => `${_id} missed`), 'recovered true true', 'c missed', 'recovered true true']);
  }
});

test('DR10: a message that comes again is told with what is different; a copy that shows the same is not', () => {
  const { watch, told } = room();
  const first = message('a', 0);
  watch.message(first);
  watch.message(first);
  watch.message(message('a', 0, { updated: 10, msg: 'edited', editedAt: new Date(T0 + 10) }));
  watch.message(message('a', 0, { updated: 20, msg: 'edited', editedAt: new Date(T0 + 10), ...thumbs('bob') }));
  watch.message(message('a', 0, { updated: 30, msg: 'edited', editedAt: new Date(T0 + 10), ...thumbs('bob'), pinned: true }));
  watch.message(message('a', 0, { updated: 40, msg: 'edited', editedAt: new Date(T0 + 10), ...thumbs('bob') }));
  watch.message(message('a', 0, { updated: 50, msg: 'edited', editedAt: new Date(T0 + 10), ...thumbs('bob'), starred: [{ _id: 'uBob' }] }));
  watch.message(message('a', 0, { updated: 60, msg: 'edited', editedAt: new Date(T0 + 10), ...thumbs('bob'), tcount: 1 }));
  assert.deepEqual(told, ['a', 'a edited', 'a reacted', 'a pinned', 'a unpinned', 'a starred', 'a unstarred']);
});

test('DR10: an answer in its thread, and the preview of a link, are changes too', () => {
  const { watch, told } = room();
  watch.message(message('a', 0));
  watch.message(message('a', 0, { updated: 10, tcount: 1 }));
  watch.message(message('a', 0, { updated: 20, tcount: 1, urls: [{ url: 'https://x', meta: { pageTitle: 'X' } }] }));
  assert.deepEqual(told, ['a', 'a replied', 'a changed']);
});

test('DR10: an older copy that comes late is dropped', () => {
  const { watch, told } = room();
  watch.message(message('a', 0, { updated: 20, msg: 'newest', editedAt: new Date(T0 + 20) }));
  watch.message(message('a', 0));
  watch.message(message('a', 0, { updated: 10, ...thumbs('bob') }));
  assert.deepEqual(told, ['a edited']);
});

test('DR11: of a message that was not seen before, its own marks say that it is not new', () => {
  const { watch, told } = room();
  watch.message(message('edited', 0, { updated: 99_000, editedAt: new Date(T0 + 99_000) }));
  watch.message(message('reacted', 0, { updated: 99_000, ...thumbs('bob') }));
  watch.message(message('old', 0, { updated: 99_000 }));
  watch.message(message('new', 0, { updated: 80 }));
  assert.deepEqual(told, ['edited edited', 'reacted reacted', 'old changed', 'new']);
});

test('DR12: a deletion is told once, and no copy of the message after it', () => {
  const { watch, told } = room();
  watch.message(message('a', 0));
  watch.deleted('a');
  watch.deleted('a');
  watch.message(message('a', 0, { updated: 10, ...thumbs('bob') }));
  watch.deleted('unknown');
  watch.message(message('shown', 5));
  watch.message(message('shown', 5, { updated: 20, t: 'rm', msg: '' }));
  watch.message(message('hidden', 6));
  watch.message(message('hidden', 6, { updated: 20, _hidden: true }));
  assert.deepEqual(told, ['a', 'a deleted', 'unknown deleted', 'shown', 'shown deleted', 'hidden', 'hidden deleted']);
});

test('DR12: many messages deleted at once are those that are named, or those known of that time', () => {
  const { watch, told } = room();
  for (const at of [1, 2, 3, 4]) watch.message(message(`m${at}`, at, at === 3 ? { pinned: true, updated: 99_999 } : {}));
  told.length = 0;
  watch.deletedBulk({ ids: ['m1'] });
  watch.deletedBulk({ ts: { $gt: new Date(T0 + 1), $lt: new Date(T0 + 4) }, excludePinned: true });
  watch.deletedBulk({ ts: { $gte: new Date(T0), $lte: new Date(T0 + 3) } });
  assert.deepEqual(told, ['m1 deleted', 'm2 deleted', 'm3 deleted']);
});

test('DR20: what was missed is told in order, before what came meanwhile, and nothing twice', async () => {
  const known = message('known', 0);
  const answer = missed(
    [known, message('late', 30), message('early', 20), message('known2', 0, { updated: 25, ...thumbs('bob') }), message('live', 40)],
    [{ _id: 'gone', _deletedAt: new Date(T0 + 22) }],
  );
  const { watch, told, asked } = room(() => answer);
  watch.prime([known, message('known2', 0), message('gone', 1)], true);
  watch.message(message('before', 10));
  watch.lose();
  const recovery = watch.resume();
  watch.message(message('live', 40));
  watch.message(message('later', 50));
  answer.updated.push(message('before', 10));
  await recovery;
  assert.deepEqual(told, [
    'before', 'early missed', 'gone deleted missed', 'known2 reacted missed', 'late missed', 'live missed', 'recovered true true', 'later',
  ]);
  assert.equal(asked.length, 1);
  assert.ok(asked[0].from < T0, 'changes that may still have been on their way are asked for');
});

test('DR20: a message that was posted and edited while nobody listened is new', async () => {
  const edited = message('edited', 20, { updated: 30, editedAt: new Date(T0 + 30) });
  const old = message('old', -90_000, { updated: 40, editedAt: new Date(T0 + 40) });
  const { watch, told } = room(() => missed([message('a', 0), edited, old]));
  watch.message(message('a', 0));
  watch.lose();
  await watch.resume();
  assert.deepEqual(told, ['a', 'edited missed', 'old edited missed', 'recovered true true']);
});

test('DR21: an answer that does not go back to what is known is a gap: none of it is told', async () => {
  let answer = missed([message('later', 90)]);
  const { watch, told } = room(() => answer);
  for (const at of [1, 2, 3, 4]) watch.message(message(`m${at}`, at));
  watch.lose();
  await watch.resume();
  assert.deepEqual(told.splice(0), ['m1', 'm2', 'm3', 'm4', 'recovered false false']);
  // From there on it is whole again.
  watch.message(message('now', 100));
  watch.lose();
  answer = missed([message('now', 100), message('next', 110)]);
  await watch.resume();
  assert.deepEqual(told, ['now', 'next missed', 'recovered true true']);
});

test('DR21: it does where all but one of the newest are gone, and where they are named as deleted', async () => {
  const anchors = [message('m2', 2), message('m3', 3), message('m4', 4)];
  const named = missed([message('new', 9)], [{ _id: 'm3', _deletedAt: new Date(T0 + 8) }]);
  for (const answer of [missed([anchors[0], message('new', 9)].map((m) => m ?? assert.fail())), named]) {
    const { watch, told } = room(() => answer);
    for (const known of [message('m1', 1), ...anchors]) watch.message(known);
    told.length = 0;
    watch.lose();
    await watch.resume();
    assert.equal(told.at(-1), 'recovered true true');
  }
});

test('DR21: where the server does not answer, the gap is told with the reason, and live messages go on', async () => {
  const { watch, told } = room(() => Promise.reject(new Error('403')));
  watch.message(message('a', 0));
  watch.lose();
  const recovery = watch.resume();
  watch.message(message('b', 10));
  await recovery;
  watch.message(message('c', 20));
  assert.deepEqual(told, ['a', 'recovered false false', 'b', 'c']);
});

test('DR21: what came live after a gap is told, also where the answer has it', async () => {
  const { watch, told } = room(() => missed([message('missed', 5), message('live', 10)]));
  watch.lose();
  const recovery = watch.resume();
  watch.message(message('live', 10));
  await recovery;
  watch.message(message('missed', 5));
  assert.deepEqual(told, ['recovered false false', 'live']);
});

test('DR21: without any position there is no telling whether something is missing', async () => {
  const { watch, told } = room(() => missed([message('old', -5)]));
  watch.lose();
  await watch.resume();
  assert.deepEqual(told, ['recovered false false']);
  const empty = room(() => missed([message('first', 5)]));
  empty.watch.prime([], true);
  empty.watch.lose();
  await empty.watch.resume();
  assert.deepEqual(empty.told, ['first missed', 'recovered true true']);
});

test('DR22: where the connection is lost again, everything since the first loss is asked for anew', async () => {
  /** @type {((answer: object) => void)[]} */
  const answers = [];
  const { watch, told, asked } = room(() => new Promise((resolve) => answers.push(resolve)));
  const known = message('a', 0);
  watch.message(known);
  watch.lose();
  const first = watch.resume();
  watch.message(message('lost with it', 10));
  watch.lose();
  answers[0]?.(missed([known, message('late answer', 9)]));
  await first;
  const second = watch.resume();
  answers[1]?.(missed([known, message('late answer', 9), message('lost with it', 10), message('b', 11)]));
  await second;
  assert.deepEqual(told, ['a', 'late answer missed', 'lost with it missed', 'b missed', 'recovered true true']);
  assert.deepEqual(asked[0], asked[1]);
});

test('DR23: more than 1000 live messages meanwhile are a gap, the newest of them are told', async () => {
  const known = message('a', 0);
  const { watch, told } = room(() => missed([known]));
  watch.message(known);
  watch.lose();
  const recovery = watch.resume();
  for (let n = 1; n <= 1001; n++) watch.message(message(`n${n}`, n));
  await recovery;
  assert.deepEqual(told.slice(0, 3), ['a', 'recovered false false', 'n2']);
  assert.equal(told.length, 1002);
});

test('DR24: a room that is begun at a moment tells what changed since, and nothing before', async () => {
  const { watch, told, asked } = room(() => missed([message('after', 60)]));
  watch.beginAt(T0 + 50);
  await watch.resume();
  assert.deepEqual(told, ['after missed', 'recovered true true']);
  assert.deepEqual([asked[0].from, asked[0].anchors], [T0 + 50, []]);
});

test('DR25: what is remembered is bounded, and what was forgotten is not told again', () => {
  const ledger = new Ledger(10);
  for (let n = 0; n < 20; n++) assert.deepEqual(Object.keys(ledger.take(message(`m${n}`, n)) ?? {}), ['message']);
  const mark = ledger.mark(5000);
  for (let n = 0; n < 20; n++) assert.equal(ledger.takeMissed(message(`m${n}`, n), mark), undefined);
  assert.deepEqual(mark.anchors, ['m17', 'm18', 'm19']);
  assert.equal(ledger.takeMissed(message('m3', 3, { updated: 30, ...thumbs('bob') }), mark)?.change, 'reacted');
});

test('DR26: whatever is lost, delayed and asked for when: every change is told once, and the newest copy is told last', async (t) => {
  const random = generator(seedOf(t));
  for (let round = 0; round < 300; round++) await play(random);
});

/** A server with a room, a client that hears it over a connection that breaks, at random. @param {(n: number) => number} random */
async function play(random) {
  /** @type {Map<string, any>} */
  const kept = new Map();
  /** @type {{ _id: string, _deletedAt: Date }[]} */
  const deleted = [];
  /** @type {Map<string, string>} */
  const shown = new Map();
  /** @type {string[]} */
  const twice = [];
  let isOnline = true;
  let time = 0;
  const changesSince = async (/** @type {{ from: number }} */ { from }) => {
    const answer = missed(
      [...kept.values()].filter(({ _updatedAt }) => _updatedAt > from).sort(() => random(3) - 1),
      deleted.filter(({ _deletedAt }) => _deletedAt.getTime() > from),
    );
    for (let wait = random(3); wait > 0; wait--) await undefined;
    return answer;
  };
  const watch = new Watch(changesSince, {
    message(/** @type {any} */ { message: { _id, _updatedAt } }) {
      if (shown.get(_id) === String(+_updatedAt)) twice.push(_id);
      shown.set(_id, String(+_updatedAt));
    },
    deleted(/** @type {string} */ id) {
      if (shown.get(id) === 'deleted') twice.push(id);
      shown.set(id, 'deleted');
    },
    recovery(/** @type {any} */ { recovered }) {
      assert.ok(recovered);
    },
  });
  watch.prime([], true);
  /** @type {Promise<void>[]} */
  const recoveries = [];
  for (let step = 0; step < 40; step++) {
    time += 1 + random(2000);
    const ids = [...kept.keys()];
    const id = ids[random(ids.length)];
    switch (random(6)) {
      case 0:
        isOnline = !isOnline;
        if (isOnline) recoveries.push(watch.resume());
        else watch.lose();
        break;
      case 1:
        if (!id) break;
        kept.delete(id);
        deleted.push({ _id: id, _deletedAt: new Date(T0 + time) });
        if (isOnline) watch.deleted(id);
        break;
      case 2: {
        if (!id) break;
        const changed = { ...kept.get(id), msg: `edited at ${time}`, editedAt: new Date(T0 + time), _updatedAt: new Date(T0 + time) };
        kept.set(id, changed);
        if (isOnline) watch.message(changed);
        break;
      }
      case 3:
        await undefined;
        break;
      default: {
        const posted = message(`m${step}`, time);
        kept.set(posted._id, posted);
        if (isOnline) watch.message(posted);
      }
    }
  }
  if (!isOnline) recoveries.push(watch.resume());
  await Promise.all(recoveries);
  assert.deepEqual(twice, []);
  for (const { _id, _updatedAt } of kept.values()) assert.equal(shown.get(_id), String(+_updatedAt), _id);
  for (const { _id } of deleted) if (shown.has(_id)) assert.equal(shown.get(_id), 'deleted');
}

test('DR30: the text of a message that is nothing but text is what the callback gets, otherwise the message', () => {
  const text = message('a', 0, { urls: [{ url: 'https://x' }], tmid: 'b' });
  assert.ok(isPlain(text));
  assert.equal(contentOf(text), 'text of a');
  for (const more of [{ attachments: [{ title: 'x' }] }, { file: { _id: 'f' } }, { t: 'room_changed_topic' }, { location: {} }]) {
    const special = message('a', 0, more);
    assert.equal(contentOf(special), special);
  }
});

test('DR31: a value that was posted at the other endpoint of our server is the value, until its text is edited', () => {
  const posted = { a: [1, { b: null }] };
  const value = message('a', 0, { msg: JSON.stringify(posted), customFields: { content: { a: [1, { b: null }] } } });
  assert.deepEqual(contentOf(value), posted);
  for (const falsy of [0, false, null]) {
    assert.equal(contentOf(message('a', 0, { msg: JSON.stringify(falsy), customFields: { content: falsy } })), falsy);
  }
  const whole = { msg: 'see', x: 1 };
  assert.deepEqual(contentOf(message('a', 0, { msg: 'see', customFields: { content: whole } })), whole);
  assert.equal(contentOf(message('a', 0, { msg: 'now this', customFields: { content: whole } })), 'now this');
  assert.equal(contentOf(message('a', 0, { msg: '5' })), '5');
});

test('DR32: who comes and goes is a notice, with the user id where it is known', () => {
  const people = new People();
  people.meet({ _id: 'uBob', username: 'bob' });
  const event = (/** @type {string} */ t, /** @type {string} */ msg) => messageEvent({ message: message('s', 0, { t, msg }) }, 'general', people);
  const facts = ['uj', 'ul', 'au', 'ru'].map((t) => event(t, 'bob')).map(({ type, code, sender, sender_cid, sender_rid }) => [type, code, sender, sender_cid, sender_rid]);
  assert.deepEqual(facts, [
    ['notice', 'USER_JOINED', 'uAlice', 'cid:uAlice', 'general'],
    ['notice', 'USER_LEFT', 'uAlice', 'cid:uAlice', 'general'],
    ['notice', 'USER_JOINED', 'uBob', 'cid:uBob', 'general'],
    ['notice', 'USER_LEFT', 'uBob', 'cid:uBob', 'general'],
  ]);
  assert.deepEqual([event('au', 'nobody we know').sender, event('au', 'nobody we know').message], [null, 'User "nobody we know" has joined the message group.']);
  for (const t of ['r', 'constructor', '__proto__']) assert.equal(event(t, 'new name').type, 'message');
});

test('DM3: the functions of methods can be printed, and call nothing then', async () => {
  const { helpersOf } = await load('rocketchat/helpers.ts');
  /** @type {unknown[]} */
  const called = [];
  const methods = helpersOf(async (/** @type {unknown[]} */ ...call) => called.push(call));
  assert.equal(JSON.stringify({ methods }), '{"methods":{}}');
  assert.throws(() => `${methods}`, TypeError);
  assert.equal(await methods, methods);
  assert.deepEqual(called, []);
  await methods.roomsGet(1);
  assert.deepEqual(called, [['rooms/get', 1]]);
});
