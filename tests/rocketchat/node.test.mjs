// @ts-check
// The client in Node, against our server: with RxJS, as the example, and where there is no page.

import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { after, before, describe, test } from 'node:test';
import { filter, firstValueFrom, from, map, take, toArray } from 'rxjs';
import { WebSocket } from 'ws';
import { writeUsers } from '../ddp-clients/world.mjs';
import { Inbox, root, startServer, until, within } from '../support/index.mjs';
import { RocketChat } from './scripted.mjs';

describe('RocketChat in Node', () => {
  /** @type {import('../support/server.mjs').Server} */
  let server;
  /** @type {string} */
  let folder;
  /** @type {InstanceType<typeof RocketChat>} */
  let bob;
  const url = () => `${server.base.replace('http', 'ws')}/websocket`;

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'groupwire-rocketchat-'));
    server = await startServer({
      flags: ['--users', writeUsers(folder), '--test-methods'],
      env: { GROUPWIRE_HS256_SECRET: 'a secret for the tests of the Rocket.Chat client' },
    });
    bob = new RocketChat({ url: url(), login: { user: 'bob', password: 'hunter2' }, WebSocket });
    await within(bob.connect());
  });
  after(async () => {
    await bob?.close();
    await server?.stop();
    await rm(folder, { recursive: true });
  });

  const say = (/** @type {string} */ msg) => within(bob.call('sendMessage', { rid: 'GENERAL', msg }));

  test('DK1: without a page there is no url, and nothing needs a page before the first call', async () => {
    const rc = new RocketChat({ WebSocket });
    rc.on('statechange', () => {});
    assert.deepEqual([rc.state, rc.user, rc.typing('GENERAL').users], [{ name: 'idle' }, undefined, []]);
    await assert.rejects(rc.connect(), { code: 'INVALID_PARAMETER' });
  });

  test('DK36: RxJS takes a subscription, and what observe gives', async () => {
    const subscription = bob.subscribe('room-messages', 'GENERAL');
    await within(subscription.ready);
    const texts = from(subscription).pipe(filter(([{ t }]) => !t), map(([{ msg }]) => msg));
    const both = within(firstValueFrom(texts.pipe(take(2), toArray())));
    const whole = within(firstValueFrom(texts.pipe(toArray())));
    const subscriptions = () => bob.call('test:subscriptions').then((all) => all.length);
    await say('one');
    await say('two');
    assert.deepEqual(await both, ['one', 'two']);
    subscription.stop();
    assert.deepEqual(await whole, ['one', 'two'], 'it completes');
    await until(async () => (await subscriptions()) === 0);

    const inbox = new Inbox();
    const observing = from(bob.observe('room-messages', 'GENERAL')).subscribe(([{ msg }]) => inbox.push(msg));
    await until(async () => (await subscriptions()) === 1);
    await say('three');
    await inbox.first((msg) => msg === 'three');
    observing.unsubscribe();
    await until(async () => (await subscriptions()) === 0);
    const failed = firstValueFrom(from(bob.observe('room-messages', 'FORBIDDEN')));
    await assert.rejects(within(failed), { code: 'NOT_ALLOWED' });
  });

  test('DK30: two hundred subscriptions that were stopped leave nothing behind', async () => {
    for (let count = 0; count < 200; count++) {
      const subscription = bob.subscribe('room-messages', 'GENERAL');
      // Some are stopped before they are ready.
      if (count % 3) await within(subscription.ready);
      subscription.stop();
    }
    assert.deepEqual(await within(bob.call('test:subscriptions')), []);
  });

  test('DK65: the example prints what is said in a room, and edits', async () => {
    const child = spawn(process.execPath, [join(root, 'examples/room-listener/listen.mjs'), '--url', url(), '--room', 'GENERAL'], {
      env: { ...process.env, ROCKETCHAT_USER: 'alice', ROCKETCHAT_PASSWORD: 'secret' },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    try {
      const [lines, notes] = [new Inbox(), new Inbox()];
      createInterface({ input: child.stdout }).on('line', (line) => lines.push(line));
      createInterface({ input: child.stderr }).on('line', (line) => notes.push(line));
      await notes.first((note) => note.includes('listening'));
      const { _id } = await say('hello');
      await lines.first((line) => / bob: hello$/.test(line));
      await within(bob.call('setReaction', ':tada:', _id, true));
      await within(bob.call('updateMessage', { _id, rid: 'GENERAL', msg: 'hello all' }));
      await lines.first((line) => / bob \(edited\): hello all$/.test(line));
      assert.equal(lines.items.length, 2);
      const ended = new Promise((resolve) => child.once('exit', resolve));
      child.kill('SIGINT');
      assert.equal(await within(ended), 0);
    } finally {
      child.kill('SIGKILL');
    }
  });
});
