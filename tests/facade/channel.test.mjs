// @ts-check
// The way of messages to an asynchronous reader.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { generator, load, seedOf } from './helper.mjs';

const { CAPACITY, Channel } = await load('channel.ts');

/** @param {AsyncIterable<unknown>} channel */
async function rest(channel) {
  const values = [];
  for await (const value of channel) values.push(value);
  return values;
}

test('J20: values are read in their order, whether they or their reader come first', async () => {
  const channel = new Channel();
  const early = [channel.next(), channel.next()];
  for (const value of [1, 2, 3]) channel.push(value);
  assert.deepEqual(await Promise.all([...early, channel.next()]), [1, 2, 3].map((value) => ({ done: false, value })));
});

test('J20: undefined and other falsy values are values', async () => {
  const channel = new Channel();
  const values = [undefined, null, 0, false, ''];
  for (const value of values) channel.push(value);
  channel.end();
  assert.deepEqual(await rest(channel), values);
});

test('J22: the end comes after what waits, to every read, and stays', async () => {
  const channel = new Channel();
  channel.push('last');
  channel.end();
  assert.equal(channel.push('late'), false);
  assert.deepEqual(await rest(channel), ['last']);
  assert.deepEqual(await channel.next(), { done: true, value: undefined });

  const waiting = new Channel();
  const reads = [waiting.next(), waiting.next()];
  waiting.end();
  assert.deepEqual(await Promise.all(reads), Array(2).fill({ done: true, value: undefined }));
});

test('J22: return ends a read that waits, and gives up what nobody has read', async () => {
  const channel = new Channel();
  const read = channel.next();
  assert.deepEqual(await channel.return(), { done: true, value: undefined });
  assert.deepEqual(await read, { done: true, value: undefined });

  const full = new Channel();
  for (const value of [1, 2, 3]) full.push(value);
  for await (const value of full) {
    assert.equal(value, 1);
    break;
  }
  assert.deepEqual(await full.next(), { done: true, value: undefined });
});

test('J23: a reader that falls behind gets what waits, then the error, then the end', async () => {
  const channel = new Channel();
  for (let value = 0; value < CAPACITY; value++) assert.equal(channel.push(value), true);
  assert.equal(channel.push('too many'), false);
  for (let value = 0; value < CAPACITY; value++) assert.equal((await channel.next()).value, value);
  await assert.rejects(channel.next(), {
    name: 'RealtimeError',
    code: 'QUEUE_FULL',
    message: 'The reader is more than 1000 messages behind.',
  });
  assert.deepEqual(await channel.next(), { done: true, value: undefined });
});

test('J23: an error reaches one of the reads that wait, and ends the others', async () => {
  const channel = new Channel();
  const reads = [channel.next(), channel.next()];
  const error = new Error('gave up');
  channel.end(error);
  const [first, second] = await Promise.allSettled(reads);
  assert.deepEqual(first, { status: 'rejected', reason: error });
  assert.deepEqual(second, { status: 'fulfilled', value: { done: true, value: undefined } });
});

test('J23: an error that nobody reads is no unhandled rejection', async () => {
  /** @type {unknown[]} */
  const unhandled = [];
  const note = (/** @type {unknown} */ error) => unhandled.push(error);
  process.on('unhandledRejection', note);
  const channel = new Channel();
  channel.end(new Error('nobody cares'));
  await new Promise((resolve) => setImmediate(resolve));
  process.off('unhandledRejection', note);
  assert.deepEqual(unhandled, []);
});

test('J20, J23: whatever order pushes and reads come in, nothing is lost, doubled or swapped', async (t) => {
  const below = generator(seedOf(t));
  for (let run = 0; run < 300; run++) {
    const channel = new Channel();
    /** @type {Promise<any>[]} */
    const reads = [];
    let pushed = 0;
    for (let step = below(60); step > 0; step--) {
      const times = 1 + below(run % 10 ? 5 : 300);
      const push = below(2) === 0;
      for (let time = 0; time < times; time++) {
        if (push) channel.push(pushed++);
        else reads.push(channel.next());
      }
      if (below(4) === 0) await null;
    }
    channel.end();
    const results = (await Promise.allSettled([...reads, ...Array.from({ length: CAPACITY + 2 }, () => channel.next())]))
      .map((result) => (result.status === 'fulfilled' ? result.value : { error: result.reason.code }));
    const values = results.filter((result) => result.done === false).map(({ value }) => value);
    assert.deepEqual(values, values.map((_, at) => at), `run ${run}`);
    const [after] = results.slice(values.length);
    if (values.length === pushed) assert.deepEqual(after, { done: true, value: undefined });
    else assert.deepEqual(after, { error: 'QUEUE_FULL' }, `run ${run}: ${values.length} of ${pushed}`);
  }
});
