// @ts-check
// The judge of the soak test: what it accepts, and what it does not.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Ear, faultsIn } from './ledger.js';

const EPOCH = 'e';

/**
 * A group in which only Ann posts; she and Bob listen.
 * @param {{ posted?: Partial<import('./ledger.js').Posted>, ann?: number[], bob?: number[] }} story the numbers of the posts that
 *   each heard, in their order
 */
function faults({ posted = {}, ann = [0, 1, 2], bob = [0, 1, 2] }) {
  const unsure = posted.unsure ?? [];
  const denied = posted.denied ?? [];
  const count = posted.count ?? 3;
  const listener = (/** @type {number[]} */ heard) => {
    const ear = new Ear();
    heard.forEach((n, at) => ear.hear('ann', n, { epoch: EPOCH, offset: at + 1 }));
    return ear.account();
  };
  const acknowledged = posted.acknowledged ?? count - unsure.length - denied.length;
  return faultsIn(
    new Map([['ann', { count, acknowledged, unsure, denied }]]),
    new Map([['ann', listener(ann)], ['bob', listener(bob)]]),
  );
}

test('what was acknowledged is heard by all, once and in order', () => {
  assert.deepEqual(faults({}), []);
  assert.match(faults({ bob: [0, 2] }).join(), /1 posts of ann that were acknowledged never came to bob: 1/);
  assert.match(faults({ bob: [0, 1] }).join(), /never came to bob: 2/);
  assert.match(faults({ bob: [] }).join(), /3 posts of ann that were acknowledged never came to bob/);
  assert.match(faults({ bob: [0, 1, 1, 2] }).join(), /bob heard post 1 of ann at 3: for the second time/);
  assert.match(faults({ bob: [0, 2, 1] }).join(), /1 posts of ann came to bob after later ones: 1/);
});

test('what was rejected as never sent is heard by nobody', () => {
  assert.deepEqual(faults({ posted: { denied: [1] }, ann: [0, 2], bob: [0, 2] }), []);
  assert.match(faults({ posted: { denied: [1] }, ann: [0, 2] }).join(), /rejected as never sent or refused came to bob: 1/);
  assert.match(faults({ posted: { denied: [2] } }).join(), /came to ann: 2/);
});

test('what nobody knows is heard by all or by none, late or not, and never twice', () => {
  const posted = { unsure: [1] };
  assert.deepEqual(faults({ posted }), []);
  assert.deepEqual(faults({ posted, ann: [0, 2], bob: [0, 2] }), []);
  assert.deepEqual(faults({ posted, ann: [0, 2, 1], bob: [0, 2, 1] }), []);
  assert.match(faults({ posted, bob: [0, 2] }).join(), /different posts of ann were heard/);
  assert.match(faults({ posted, ann: [0, 2, 1, 1], bob: [0, 2, 1] }).join(), /ann heard post 1 of ann at 4: for the second time/);
});

test('every post settles', () => {
  assert.match(faults({ posted: { acknowledged: 2 } }).join(), /1 of 3 posts of ann never settled/);
});

test('offsets grow, within one epoch', () => {
  const ear = new Ear();
  ear.hear('ann', 0, { epoch: EPOCH, offset: 5 });
  ear.hear('ann', 1, { epoch: EPOCH, offset: 5 });
  ear.hear('ann', 2, { epoch: 'f', offset: 6 });
  assert.deepEqual(ear.account().complaints, ['post 1 of ann at 5: after 5', 'post 2 of ann at 6: another epoch']);
});

test('of many complaints few are kept in words', () => {
  const ear = new Ear();
  for (let at = 1; at <= 100; at++) ear.hear('ann', 0, { epoch: EPOCH, offset: at });
  const { complaints, complaintCount } = ear.account();
  assert.equal(complaintCount, 99);
  assert.equal(complaints.length, 20);
});
