// @ts-check
// Who shares with whom, and what is kept for those who come later.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { claims, signToken } from '../support/index.mjs';
import { load } from '../facade/helper.mjs';

const { partyOf, sinceOf, dialSince } = await load('tabs/party.ts');
const { Stream } = await load('tabs/stream.ts');
const { complete } = await load('tabs/missed.ts');

/** @param {string} user @param {object} [more] */
const dial = (user, more, at = 'ws://host/api?v=1') => `${at}&token=${signToken(claims(user, more), 'secret')}`;

test('B60: a party is one user of one service at one endpoint, whatever the token and the position', () => {
  const one = dial('ann');
  const same = [dial('ann', { iat: 1, jti: 'x' }), `${one}&since=e:5`];
  for (const url of same) assert.equal(partyOf(url), partyOf(one));
  const others = [
    dial('bob'), dial('ann', { service: 's' }), dial('ann', { 'custom:service': 's' }), dial('ann', { iss: 'i' }),
    dial('ann', {}, 'ws://host/other?v=1'), dial('ann', {}, 'wss://host/api?v=1'), dial('ann', {}, 'ws://host/api?x=2&v=1'),
    // Ids that would make one text of two claims.
    dial('ann" "s'), dial('ännchen'), dial('annchen'),
  ];
  assert.equal(new Set([one, ...others].map(partyOf)).size, 1 + others.length);
});

test('B61: who the token does not name shares with nobody', () => {
  const nobody = ['', 'secret', 'a.b.c', `x.${btoa('null')}.y`, `x.${btoa('{"sub":5}')}.y`, signToken({ exp: 1 }, 's')];
  for (const token of nobody) assert.equal(partyOf(`ws://host/api?v=1&token=${token}`), undefined, token);
});

test('B60: a position is read from the address and put into it', () => {
  assert.equal(sinceOf('ws://host/api?v=1&token=t'), undefined);
  assert.deepEqual(sinceOf('ws://host/api?v=1&since=e:f:7&token=t'), { epoch: 'e:f', offset: 7 });
  const url = dialSince('ws://host/api?v=1&since=e:7&token=t', { epoch: 'e2', offset: 8 }, 'new');
  assert.deepEqual([sinceOf(url), new URL(url).searchParams.get('token')], [{ epoch: 'e2', offset: 8 }, 'new']);
  assert.equal(sinceOf(dialSince(url, undefined)), undefined);
});

/** @param {number} offset @param {string} [text] */
const post = (offset, text = '.') => ({ offset, text });
const offsetOf = (/** @type {{ offset: number }} */ { offset }) => offset;
const at = (/** @type {number} */ offset, epoch = 'e') => ({ epoch, offset });

test('B62: a stream gives all posts after a position, or says that it cannot', () => {
  const stream = new Stream(at(10));
  assert.deepEqual([stream.after(at(10)), stream.after(at(9)), stream.after(at(10, 'f'))], [[], undefined, undefined]);
  for (const offset of [12, 15]) stream.push(post(offset));
  assert.deepEqual([10, 11, 12, 15, 99].map((offset) => stream.after(at(offset)).length), [2, 2, 1, 0, 0]);
  assert.deepEqual([stream.after(at(9)), stream.position], [undefined, at(15)]);
});

test('B62: a stream keeps 500 posts or a million characters, and knows where that begins', () => {
  const many = new Stream(at(0));
  for (let n = 1; n <= 501; n++) many.push(post(n));
  assert.deepEqual([many.after(at(0)), many.after(at(1)).length], [undefined, 500]);
  const large = new Stream(at(0));
  for (let n = 1; n <= 3; n++) large.push(post(n, 'x'.repeat(400_000)));
  assert.deepEqual([large.after(at(0)), large.after(at(1)).length], [undefined, 2]);
});

test('B56: what was fetched and what came since make one whole, unless something is lost between them', () => {
  const stream = new Stream(at(10));
  for (const offset of [11, 12, 14]) stream.push(post(offset));
  const posts = [post(3), post(11)];
  assert.deepEqual(complete({ posts, until: at(11) }, stream).map(offsetOf), [3, 11, 12, 14]);
  assert.deepEqual(complete({ posts, until: at(13) }, stream).map(offsetOf), [3, 11, 14]);
  for (const missed of [undefined, { posts: undefined, until: at(11) }, { posts, until: at(9) }, { posts, until: at(11, 'f') }]) {
    assert.equal(complete(missed, stream), undefined);
  }
});
