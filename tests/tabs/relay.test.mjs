// @ts-check
// What the leader does with the frames of its tabs and of the server.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { load } from '../facade/helper.mjs';
import { FakeTab } from './fake-tab.mjs';

const { Relay } = await load('tabs/relay.ts');
const { MOVED } = await load('tabs/company.ts');

const EPOCH = 'e1';
const at = (/** @type {number} */ offset) => ({ epoch: EPOCH, offset });

/** A relay with its server. @param {{ since?: object, fetch?: Function }} [options] */
function relay({ since, fetch = () => assert.fail('nothing is missed') } = {}) {
  /** @type {any[]} */
  const sent = [];
  let over = 0;
  let closed = 0;
  const link = { send: (/** @type {string} */ text) => sent.push(JSON.parse(text)), close: () => (closed += 1), bufferedAmount: 0 };
  const made = new Relay(link, since, fetch, () => (over += 1));
  const hear = (/** @type {object} */ frame) => made.receive(JSON.stringify(frame));
  return {
    made,
    hear,
    take: () => sent.splice(0),
    over: () => over,
    closed: () => closed,
    hello: (/** @type {object} */ more = {}) => hear({ '#hello': { v: 1, cid: 'c', ...at(10), ...more } }),
    post: (/** @type {string} */ group, /** @type {number} */ offset) => hear({ '#message': offset, '#srid': group, '#offset': offset, '#epoch': EPOCH }),
    /** A tab that is there. @param {object} [since] */
    attach(since) {
      const tab = new FakeTab();
      made.attach(tab, since);
      return tab;
    },
    command: (/** @type {FakeTab} */ tab, /** @type {object} */ frame) => made.command(tab, JSON.stringify(frame)),
    /** Lets a tab into a group that the server lets the connection into. @param {FakeTab} tab @param {string} rid */
    join(tab, rid, offset = 10) {
      made.command(tab, JSON.stringify({ action: 'joinRoom', rid, mid: 'j' }));
      const join = sent.splice(0).find(({ action }) => action === 'joinRoom');
      if (join) hear({ '#joined': rid, mid: join.mid, ...at(offset) });
      tab.take();
    },
  };
}

/** A relay with two tabs that have been greeted. */
function open() {
  const one = relay();
  const tabs = /** @type {[FakeTab, FakeTab]} */ ([one.attach(), one.attach()]);
  one.hello();
  for (const tab of tabs) tab.take();
  return { ...one, tabs };
}

test('B50: a tab is greeted when the server has greeted; one that comes later when the server has given a sign of life', () => {
  const { hello, hear, attach, take } = relay();
  const first = attach();
  assert.deepEqual(first.take(), []);
  hello();
  assert.deepEqual(first.take(), ['open', { '#hello': { v: 1, cid: 'c', ...at(10) } }]);
  const second = attach();
  assert.deepEqual([second.take(), take()], [[], [{ action: 'ping' }]]);
  hear({ '#pong': 1 });
  assert.deepEqual(second.take(), ['open', { '#hello': { v: 1, cid: 'c', ...at(10) } }]);
});

test('B51: commands go to the server as they are, and each answer to the tab that asked', () => {
  const { command, hear, take, tabs, made } = open();
  const [one, other] = tabs;
  const toGroup = { action: 'broadcast', rid: 'g', mid: 'a', content: [1] };
  const toUser = { action: 'sendMessage', uid: 'u', mid: 'b', content: null };
  command(one, toGroup);
  command(other, toUser);
  assert.deepEqual(take(), [toGroup, toUser]);
  hear({ '#nack': 'b', code: 'X', message: 'no' });
  hear({ '#ack': 'a', offset: 4 });
  assert.deepEqual([one.take(), other.take()], [[{ '#ack': 'a', offset: 4 }], [{ '#nack': 'b', code: 'X', message: 'no' }]]);
  command(one, toGroup);
  made.detach(one);
  hear({ '#ack': 'a', offset: 4 });
  assert.deepEqual([one.take(), other.take()], [[1000], []]);
});

test('B52: the connection joins a group with its first tab and leaves it with the last; each tab is answered', () => {
  const { command, hear, take, tabs, made, post, attach } = open();
  const [one, two] = tabs;
  const three = attach();
  hear({ '#pong': 1 });
  take();
  three.take();
  for (const tab of [one, two]) command(tab, { action: 'joinRoom', rid: 'g', mid: 'm' });
  const [join, ...more] = take();
  assert.deepEqual([join.action, join.rid, join.since, more], ['joinRoom', 'g', undefined, []]);
  hear({ '#joined': 'g', mid: join.mid, ...at(20) });
  for (const tab of [one, two]) assert.deepEqual(tab.take(), [{ '#joined': 'g', mid: 'm', ...at(20) }]);
  post('g', 21);
  hear({ '#notice': 'x', '#srid': 'g' });
  assert.deepEqual([one, two, three].map((tab) => tab.take().length), [2, 2, 0]);
  command(three, { action: 'joinRoom', rid: 'g', mid: 'm' });
  assert.deepEqual(three.take(), [{ '#joined': 'g', mid: 'm', ...at(21) }]);
  command(one, { action: 'leaveRoom', rid: 'g', mid: 'l' });
  assert.deepEqual([one.take(), take()], [[{ '#ack': 'l' }], []]);
  made.detach(two);
  assert.deepEqual(take(), []);
  command(three, { action: 'joinRoom', rid: null });
  assert.deepEqual([three.take(), take()], [[], [{ action: 'leaveRoom', rid: 'g' }]]);
});

test('B53: a group that the server keeps the connection out of is refused to every tab that waits', () => {
  const { command, hear, take, tabs } = open();
  for (const [n, tab] of tabs.entries()) command(tab, { action: 'joinRoom', rid: 'g', mid: `m${n}` });
  const [{ mid }] = take();
  hear({ '#nack': mid, code: 'INVALID_REQUEST', message: 'no' });
  for (const [n, tab] of tabs.entries()) assert.deepEqual(tab.take(), [{ '#nack': `m${n}`, code: 'INVALID_REQUEST', message: 'no' }]);
  command(tabs[0], { action: 'joinRoom', rid: 'g', mid: 'again' });
  assert.equal(take().length, 1);
});

test('B54: a tab that is behind the others gets what it missed, in order and before the answer', () => {
  const { command, tabs, join, post, attach, hear } = open();
  const [one, late] = tabs;
  join(one, 'g');
  for (const offset of [11, 12, 13]) post('g', offset);
  command(late, { action: 'joinRoom', rid: 'g', mid: 'm', since: at(11) });
  assert.deepEqual(late.take().map((frame) => frame['#offset'] ?? frame.recovered), [12, 13, true]);
  for (const offset of [20, 21]) hear({ '#private': 1, '#offset': offset });
  const later = attach(at(20));
  hear({ '#pong': 1 });
  assert.deepEqual(later.take().map((frame) => frame['#offset'] ?? frame['#hello']?.recovered), [undefined, true, 21]);
});

test('B55: the first tab to join passes its position on, and gets what the server sends before its answer', () => {
  const { command, tabs, take, hear, post } = open();
  const [one, late] = tabs;
  command(one, { action: 'joinRoom', rid: 'g', mid: 'm', since: at(5) });
  command(late, { action: 'joinRoom', rid: 'g', mid: 'm', since: at(7) });
  const [join] = take();
  assert.deepEqual(join.since, at(5));
  for (const offset of [6, 7, 8]) post('g', offset);
  assert.deepEqual([one.take(), late.take()], [[], []]);
  hear({ '#joined': 'g', mid: join.mid, ...at(9), recovered: true });
  assert.deepEqual([one.offsets(), late.offsets()], [[6, 7, 8], [8]]);
});

test('B56: what this connection never got is fetched, while nothing of what comes is lost; or the tab is told that it is lost', async () => {
  /** @type {any[]} */
  const asked = [];
  /** @type {(missed: any) => void} */
  let answer = () => {};
  const fetch = (/** @type {any} */ _, /** @type {any} */ since, /** @type {any} */ group) => {
    asked.push([since, group]);
    return new Promise((resolve) => (answer = resolve));
  };
  const text = (/** @type {number} */ offset) => ({ offset, text: JSON.stringify({ '#message': offset, '#offset': offset }) });
  const { command, attach, hello, hear, join, post, made } = relay({ fetch });
  const one = attach();
  const late = attach();
  hello();
  join(one, 'g');
  post('g', 11);
  late.take();
  command(late, { action: 'joinRoom', rid: 'g', mid: 'm', since: at(3) });
  assert.deepEqual(asked.splice(0), [[at(3), 'g']]);
  post('g', 12);
  answer({ posts: [text(4), text(11)], until: at(11) });
  await new Promise(setImmediate);
  post('g', 13);
  assert.deepEqual(late.take().map((frame) => frame['#offset'] ?? frame.recovered), [4, 11, 12, true, 13]);
  for (const missed of [undefined, { posts: undefined, until: at(13) }]) {
    command(late, { action: 'joinRoom', rid: 'g', mid: 'm', since: at(2) });
    answer(missed);
    await new Promise(setImmediate);
    assert.deepEqual(late.take(), [{ '#joined': 'g', mid: 'm', ...at(13), recovered: false }]);
  }
  // In another life of the server's memory there is nothing to ask for.
  asked.splice(0);
  command(late, { action: 'joinRoom', rid: 'g', mid: 'm', since: { epoch: 'e0', offset: 12 } });
  assert.deepEqual([late.take()[0].recovered, asked], [false, []]);
  const sleeper = attach(at(4));
  hear({ '#pong': 1 });
  assert.deepEqual([sleeper.take(), asked], [[], [[at(4), undefined]]]);
  made.detach(sleeper);
  answer({ posts: [], until: at(13) });
  await new Promise(setImmediate);
  assert.deepEqual(sleeper.take(), [1000]);
});

test('B57: pings of several tabs are one at the server, and each is answered', () => {
  const { command, hear, take, tabs } = open();
  for (const tab of tabs) command(tab, { action: 'ping' });
  assert.deepEqual(take(), [{ action: 'ping' }]);
  hear({ '#pong': 1 });
  for (const tab of tabs) assert.deepEqual(tab.take(), [{ '#pong': 0 }]);
});

test('B58: a connection that gives no sign of life is ended for all tabs', (t) => {
  t.mock.timers.enable({ apis: ['setTimeout'] });
  const { command, take, tabs, closed, over } = open();
  command(tabs[0], { action: 'ping' });
  t.mock.timers.tick(4000);
  // In a page that slept the answer may be behind the timer.
  assert.deepEqual([take().length, closed()], [2, 0]);
  t.mock.timers.tick(4000);
  assert.deepEqual([closed(), over(), tabs.map((tab) => tab.take())], [1, 1, [[1006], [1006]]]);
});

test('B59: the end of the connection reaches every tab with its code; the last tab to leave closes it', () => {
  const ended = open();
  ended.made.end(4401, 'expired');
  assert.deepEqual([ended.tabs.map((tab) => tab.take()), ended.over()], [[[4401], [4401]], 1]);
  ended.made.end(MOVED, '');
  assert.deepEqual([ended.tabs.map((tab) => tab.take()), ended.over()], [[[], []], 1]);
  const { made, tabs, closed, over } = open();
  made.detach(tabs[0]);
  assert.deepEqual([closed(), over(), tabs[0].take()], [0, 0, [1000]]);
  made.detach(tabs[1]);
  assert.deepEqual([closed(), over(), tabs[1].take()], [1, 1, []]);
  made.end(1005, '');
  assert.deepEqual([over(), tabs[1].take()], [1, [1005]]);
});
