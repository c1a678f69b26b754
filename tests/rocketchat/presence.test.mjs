// @ts-check
// Who is present, and who is typing.

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { load } from '../facade/helper.mjs';
import { Inbox, within } from '../support/index.mjs';
import { scriptedWorld } from './scripted.mjs';

const PRESENCE = 'stream-user-presence';

describe('presence', () => {
  const { serve, client, connected } = scriptedWorld();

  /** A server that takes commands as Rocket.Chat does: the first subscription stays, each later one is over at once. */
  async function presenceServer() {
    let isOpen = false;
    const server = await serve({
      sub() {
        const answer = isOpen ? 'nosub' : 'ready';
        isOpen = true;
        return answer;
      },
    });
    return {
      server,
      commands: () => server.subs(PRESENCE).map(({ params }) => params),
      /** The next connection begins anew. */
      forget: () => (isOpen = false),
      /** @param {string} uid @param {unknown[]} presence */
      tell: (uid, ...presence) =>
        server.tell({ msg: 'changed', collection: PRESENCE, id: uid, fields: { uid, eventName: uid, args: [presence] } }),
    };
  }

  /** @param {InstanceType<typeof import('../../npm/dist/rocketchat/index.js').RocketChat>} rc @param {string[]} uids */
  function watch(rc, ...uids) {
    /** @type {Inbox<import('../../npm/dist/rocketchat/index.js').UserPresence>} */
    const inbox = new Inbox();
    return { inbox, stop: rc.presence.watch(uids, (presence) => inbox.push(presence)) };
  }

  test('DK50: who is watched is told with a name for the status', async () => {
    const { server, commands, tell } = await presenceServer();
    const rc = await connected(server);
    const { inbox } = watch(rc, 'a', 'b');
    await server.frames.first(({ msg }) => msg === 'sub');
    assert.deepEqual(commands(), [['', { added: ['a', 'b'], removed: [] }]]);
    const until = new Date(5);
    tell('a', 'alice', 2, 'at lunch', 'calendar', { $date: 5 });
    for (const status of [0, 1, 2, 3]) tell('b', 'bob', status);
    tell('c', 'carol', 1);
    await inbox.when((all) => all.length === 5);
    assert.deepEqual(inbox.items[0], {
      uid: 'a',
      username: 'alice',
      status: 'away',
      statusText: 'at lunch',
      statusSource: 'calendar',
      statusExpiresAt: until,
    });
    assert.deepEqual(inbox.items.slice(1).map(({ uid, status }) => [uid, status]), [['b', 'offline'], ['b', 'online'], ['b', 'away'], ['b', 'busy']]);
    assert.deepEqual([rc.presence.get('b')?.status, rc.presence.get('c')], ['busy', undefined]);
  });

  test('DK50: later commands say what is different, once for all that changes in one go', async () => {
    const { server, commands } = await presenceServer();
    const rc = await connected(server);
    const first = watch(rc, 'a', 'b');
    await server.frames.when(() => commands().length === 1);
    const second = watch(rc, 'c');
    watch(rc, 'd', 'c');
    first.stop();
    await server.frames.when(() => commands().length === 2);
    assert.deepEqual(commands()[1], ['', { added: ['c', 'd'], removed: ['a', 'b'] }]);
    second.stop();
    second.stop();
    const other = watch(rc, 'e');
    await server.frames.when(() => commands().length === 3);
    assert.deepEqual(commands()[2], ['', { added: ['e'], removed: [] }], 'c is watched still');
    other.stop();
    await server.frames.when(() => commands().length === 4);
    assert.deepEqual(commands()[3], ['', { added: [], removed: ['e'] }]);
  });

  test('DK50: with the last watch the subscription ends, and the next one opens another', async () => {
    const { server, commands, forget } = await presenceServer();
    const rc = await connected(server);
    watch(rc, 'a').stop();
    const { stop } = watch(rc, 'b');
    await server.frames.when(() => commands().length === 1);
    assert.deepEqual(commands(), [['', { added: ['b'], removed: [] }]]);
    stop();
    await server.frames.first(({ msg }) => msg === 'unsub');
    forget();
    watch(rc, 'c');
    await server.frames.when(() => commands().length === 2);
    assert.deepEqual(commands()[1], ['', { added: ['c'], removed: [] }]);
  });

  test('DK50: one who watches before there is a connection is told once there is', async () => {
    const { server, commands, tell, forget } = await presenceServer();
    const rc = client(server);
    const { inbox } = watch(rc, 'a');
    await within(rc.connect());
    await server.frames.when(() => commands().length === 1);
    tell('a', 'alice', 1);
    await inbox.first(({ status }) => status === 'online');
    await within(rc.close());
    forget();
    await within(rc.connect());
    await server.frames.when(() => commands().length === 2);
    assert.deepEqual(commands()[1], ['', { added: ['a'], removed: [] }]);
  });

  test('DK51: who watches one who is known already is told at once', async () => {
    const { server, commands, tell } = await presenceServer();
    const rc = await connected(server);
    const first = watch(rc, 'a');
    await server.frames.when(() => commands().length === 1);
    tell('a', 'alice', 1);
    await first.inbox.first(() => true);
    const second = watch(rc, 'a');
    assert.equal((await second.inbox.first(() => true)).status, 'online');
    watch(rc, 'a').stop();
    assert.equal(first.inbox.items.length, 1);
  });

  test('DK52: after a lost connection the whole set is told', async () => {
    const { server, commands, forget, tell } = await presenceServer();
    const rc = await connected(server);
    const { inbox } = watch(rc, 'a', 'b');
    await server.frames.when(() => commands().length === 1);
    const { stop } = watch(rc, 'c');
    await server.frames.when(() => commands().length === 2);
    stop();
    await server.frames.when(() => commands().length === 3);
    forget();
    server.kill();
    await server.frames.when(() => commands().length === 4);
    assert.deepEqual(commands()[3], ['', { added: ['a', 'b'], removed: [] }]);
    tell('b', 'bob', 1);
    await inbox.first(({ uid }) => uid === 'b');
  });

  test('DK52: where the server ends it, it begins again with the next watch', async () => {
    const { server, commands, forget } = await presenceServer();
    const rc = await connected(server);
    watch(rc, 'a');
    await server.frames.when(() => commands().length === 1);
    forget();
    server.tell({ msg: 'nosub', id: server.subs()[0].id });
    watch(rc, 'b');
    await server.frames.when(() => commands().at(-1)?.[1].added.join() === 'a,b');
  });
});

describe('typing', () => {
  const { serve, client, connected } = scriptedWorld();
  const EVENT = 'GENERAL/user-activity';

  const login = () => ({ id: 'uAlice', token: 'a token' });
  const alice = { login: { user: 'alice', password: { digest: 'a digest' } } };

  test('DK55: the server is told once, however many keys, and again after a while', async (t) => {
    const server = await serve({ login, 'stream-notify-room': () => undefined });
    const rc = await connected(server, alice);
    const typing = rc.typing('GENERAL');
    assert.equal(rc.typing('GENERAL'), typing);
    const said = () => server.calls('stream-notify-room');
    let now = performance.now();
    t.mock.method(performance, 'now', () => now);
    for (let key = 0; key < 5; key++) typing.start();
    now += 5_000;
    typing.start();
    typing.stop();
    typing.stop();
    typing.start();
    await server.frames.when(() => said().length === 4);
    assert.deepEqual(said(), [['user-typing'], ['user-typing'], [], ['user-typing']].map((activities) => [EVENT, 'alice', activities, {}]));
  });

  test('DK55: without a connection, or a name, nothing is said', async () => {
    const server = await serve({ login, 'stream-notify-room': () => undefined, 'rooms/get': () => [] });
    const rc = client(server, alice);
    rc.typing('GENERAL').start();
    await within(rc.connect());
    const nobody = await connected(server);
    nobody.typing('GENERAL').start();
    await within(Promise.all([rc, nobody].map((one) => one.call('rooms/get'))));
    assert.deepEqual(server.calls('stream-notify-room'), []);
  });

  test('DK56: the others who type, until they stop', async () => {
    const server = await serve({ login });
    const rc = await connected(server, alice);
    const typing = rc.typing('GENERAL');
    /** @type {Inbox<readonly string[]>} */
    const told = new Inbox();
    const stop = typing.watch((users) => told.push(users));
    await server.frames.first(({ msg }) => msg === 'sub');
    server.publish('notify-room', EVENT, 'bob', ['user-typing'], {});
    server.publish('notify-room', EVENT, 'alice', ['user-typing'], {});
    server.publish('notify-room', EVENT, 'carol', ['user-typing']);
    server.publish('notify-room', EVENT, 'bob', []);
    await told.when((all) => all.length === 3);
    assert.deepEqual(told.items, [['bob'], ['bob', 'carol'], ['carol']]);
    assert.deepEqual(typing.users, ['carol']);
    stop();
    assert.deepEqual(typing.users, []);
    await server.frames.first(({ msg }) => msg === 'unsub');
  });

  test('DK56: one who watches before there is a connection is told once there is', async () => {
    const server = await serve();
    const rc = client(server);
    /** @type {Inbox<readonly string[]>} */
    const told = new Inbox();
    const stop = rc.typing('GENERAL').watch((users) => told.push(users));
    await within(rc.connect());
    await server.frames.first(({ msg }) => msg === 'sub');
    await within(rc.close());
    await within(rc.connect());
    await server.frames.when(() => server.subs().length === 2);
    server.publish('notify-room', EVENT, 'bob', ['user-typing']);
    await told.first((users) => users.includes('bob'));
    stop();
    await server.frames.first(({ msg }) => msg === 'unsub');
  });

  test('DK56: who says nothing more does not type any more', async (t) => {
    t.mock.timers.enable({ apis: ['setTimeout'] });
    const { Typing } = await load('rocketchat/typing.ts');
    /** @type {(username: string, activities: string[]) => void} */
    let hear = () => {};
    const typing = new Typing('GENERAL', {
      state: { name: 'online' },
      on: () => () => {},
      subscribe(/** @type {string} */ _stream, /** @type {string} */ _key, /** @type {typeof hear} */ listener) {
        hear = listener;
        return { stop() {}, over: new Promise(() => {}) };
      },
    });
    /** @type {string[][]} */
    const told = [];
    typing.watch((/** @type {string[]} */ users) => told.push(users));
    hear('bob', ['user-typing']);
    t.mock.timers.tick(10_000);
    hear('bob', ['user-typing']);
    hear('carol', ['user-typing']);
    t.mock.timers.tick(14_999);
    assert.deepEqual(typing.users, ['bob', 'carol']);
    t.mock.timers.tick(1);
    assert.deepEqual(told, [['bob'], ['bob', 'carol'], ['carol'], []]);
  });
});
