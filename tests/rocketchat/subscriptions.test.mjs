// @ts-check
// Subscriptions: to streams, whose events have listeners, readers and observers, and to publications, which have documents.

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { Inbox, until, within } from '../support/index.mjs';
import { SILENCE, failure, heard, refusal, scriptedWorld } from './scripted.mjs';

/** A stream and a key; what the tests publish there is whatever they like. @type {[string, string]} */
const GENERAL = ['room-messages', 'GENERAL'];

describe('streams', () => {
  const { serve, client, connected } = scriptedWorld();

  test('DK30: whoever subscribes to the same shares one subscription at the server', async () => {
    const server = await serve();
    const rc = await connected(server);
    /** @type {Inbox<string>} */
    const told = new Inbox();
    const first = rc.subscribe(...GENERAL, ({ msg }) => told.push(`first ${msg}`));
    const second = rc.subscribe('stream-room-messages', 'GENERAL', ({ msg }) => told.push(`second ${msg}`));
    assert.deepEqual([second.stream, second.key], GENERAL);
    await within(Promise.all([first.ready, second.ready]));
    assert.equal(server.subs().length, 1);
    server.publish(...GENERAL, { _id: '1', msg: 'hi' });
    await told.when((all) => all.length === 2);
    assert.deepEqual(told.items, ['first hi', 'second hi']);

    first.stop();
    first.stop();
    server.publish(...GENERAL, { _id: '2', msg: 'still' });
    await told.first((text) => text === 'second still');
    assert.ok(!told.items.includes('first still'));
    assert.deepEqual(server.frames.items.filter(({ msg }) => msg === 'unsub'), []);
    second.stop();
    const unsub = await server.frames.first(({ msg }) => msg === 'unsub');
    assert.equal(unsub.id, server.subs()[0].id);
    await within(rc.subscribe(...GENERAL).ready);
    assert.equal(server.subs().length, 2);
  });

  test('DK31: events find their way by stream and key', async () => {
    const server = await serve();
    const rc = await connected(server);
    /** @type {Inbox<unknown[]>} */
    const told = new Inbox();
    const listen = async (/** @type {string} */ stream, /** @type {string} */ key) => {
      await within(rc.subscribe(stream, key, (...args) => told.push([stream, key, ...args])).ready);
    };
    await listen('room-messages', 'a');
    await listen('room-messages', 'b');
    await listen('notify-room', 'a');
    await listen('notify-room', '__proto__');
    server.publish('room-messages', 'b', 1);
    server.publish('notify-room', 'a', 2, 'two');
    server.publish('room-messages', 'a', 3);
    server.publish('room-messages', 'c', 4);
    server.publish('notify-room', '__proto__', 5);
    await told.when((all) => all.length === 4);
    assert.deepEqual(told.items, [
      ['room-messages', 'b', 1],
      ['notify-room', 'a', 2, 'two'],
      ['room-messages', 'a', 3],
      ['notify-room', '__proto__', 5],
    ]);
  });

  test('DK32: arguments are EJSON, decoded once for all who are told', async () => {
    const server = await serve();
    const rc = await connected(server);
    /** @type {Inbox<any>} */
    const told = new Inbox();
    rc.subscribe(...GENERAL, (message) => told.push(message));
    await within(rc.subscribe(...GENERAL, (message) => told.push(message)).ready);
    server.publish(...GENERAL, { _id: '1', ts: { $date: 5 } });
    await told.when((all) => all.length === 2);
    assert.deepEqual(told.items[0].ts, new Date(5));
    assert.equal(told.items[0], told.items[1]);
  });

  test('DK33: a refusal rejects, with the server’s error or without one', async () => {
    const server = await serve({
      sub(_, key) {
        if (key === 'FORBIDDEN') return 'nosub';
        if (key === 'SECRET') throw refusal('not-allowed', 'Not allowed');
        return 'ready';
      },
    });
    const rc = await connected(server);
    const [bare, named] = [rc.subscribe('room-messages', 'FORBIDDEN'), rc.subscribe('room-messages', 'SECRET')];
    const error = await failure(bare.ready);
    assert.deepEqual([error.code, error.message, error.settled], ['NOT_ALLOWED', 'The server refused the subscription.', 'refused']);
    assert.equal(await within(bare.over), error);
    assert.deepEqual([(await failure(named.ready)).code, (await failure(named.ready)).message], ['not-allowed', 'Not allowed']);
    bare.stop();
    await failure(rc.subscribe('room-messages', 'FORBIDDEN').ready);
    assert.equal(server.subs().filter(({ params }) => params[0] === 'FORBIDDEN').length, 2, 'the next one asks again');
  });

  test('DK34: one that is stopped before it is ready rejects, and leaves nothing behind', async () => {
    const server = await serve({ sub: (_, key) => (key === 'slow' ? SILENCE : 'ready') });
    const rc = await connected(server);
    const [alone, one, other] = [rc.subscribe('room-messages', 'slow'), rc.subscribe('room-messages', 'fast'), rc.subscribe('room-messages', 'fast')];
    alone.stop();
    one.stop();
    assert.equal((await failure(alone.ready)).code, 'ABORTED');
    assert.equal((await failure(one.ready)).code, 'ABORTED');
    assert.deepEqual(await within(Promise.all([alone.over, one.over])), [undefined, undefined]);
    await within(other.ready);
    await server.frames.first(({ msg }) => msg === 'unsub');
  });

  test('DK34: a deadline and a signal', async () => {
    const server = await serve({ sub: () => SILENCE });
    const rc = await connected(server);
    const late = rc.subscribe(...GENERAL, null, { timeout: 20 });
    assert.equal((await failure(late.ready)).code, 'TIMEOUT');
    assert.equal((await within(late.over))?.code, 'TIMEOUT');
    const abort = new AbortController();
    const aborted = rc.subscribe(...GENERAL, null, { signal: abort.signal });
    abort.abort('enough');
    assert.equal((await failure(aborted.ready)).cause, 'enough');
    assert.equal(await within(aborted.over), undefined);
    assert.equal((await failure(rc.subscribe(...GENERAL, null, { signal: abort.signal }).ready)).code, 'ABORTED');
  });

  test('DK35: it is read with for await, from the moment on at which that begins', async () => {
    const server = await serve();
    const rc = await connected(server);
    const subscription = rc.subscribe(...GENERAL);
    await within(subscription.ready);
    const [all, one] = [subscription[Symbol.asyncIterator](), subscription[Symbol.asyncIterator]()];
    for (const n of [1, 2, 3]) server.publish(...GENERAL, n);
    assert.deepEqual((await within(one.next())).value, [1]);
    await one.return?.();
    const read = [];
    for await (const [n] of all) {
      read.push(n);
      if (n === 3) subscription.stop();
    }
    assert.deepEqual(read, [1, 2, 3]);
    assert.equal((await within(subscription[Symbol.asyncIterator]().next())).done, true, 'one that comes late has missed it');
  });

  test('DK36: it is an observable, as libraries know them', async () => {
    const server = await serve();
    const rc = await connected(server);
    const subscription = rc.subscribe(...GENERAL);
    await within(subscription.ready);
    /** @type {unknown[]} */
    const told = [];
    const observer = {
      prefix: 'observed',
      next(/** @type {any[]} */ [n]) { told.push(`${this.prefix} ${n}`); },
      complete() { told.push('complete'); },
    };
    subscription.subscribe(observer);
    const { unsubscribe } = subscription.subscribe(([n]) => {
      told.push(n);
      unsubscribe();
    });
    assert.equal(/** @type {any} */ (subscription)['@@observable'](), subscription);
    const readers = subscription[Symbol.asyncIterator]();
    server.publish(...GENERAL, 1);
    server.publish(...GENERAL, 2);
    await within(readers.next());
    await within(readers.next());
    subscription.stop();
    assert.deepEqual(told, ['observed 1', 1, 'observed 2', 'complete']);
    subscription.subscribe({ complete: () => told.push('late') });
    assert.equal(told.at(-1), 'late');
  });

  test('DK36: observe subscribes for each of its subscribers, and stops with it', async () => {
    const server = await serve();
    const rc = await connected(server);
    const observable = rc.observe(...GENERAL);
    assert.deepEqual(server.subs(), []);
    const inbox = new Inbox();
    const { unsubscribe } = observable.subscribe(([n]) => inbox.push(n));
    await server.frames.first(({ msg }) => msg === 'sub');
    server.publish(...GENERAL, 1);
    await inbox.first((n) => n === 1);
    unsubscribe();
    await server.frames.first(({ msg }) => msg === 'unsub');

    const reader = observable[Symbol.asyncIterator]();
    const reading = reader.next();
    await server.frames.when(() => server.subs().length === 2);
    server.publish(...GENERAL, 2);
    assert.deepEqual((await within(reading)).value, [2]);
    await within(/** @type {any} */ (reader).return());
    await server.frames.when((all) => all.filter(({ msg }) => msg === 'unsub').length === 2);
  });

  test('DK37: an end that nobody asked for is told everywhere', async () => {
    const server = await serve();
    const rc = await connected(server);
    const ended = heard(rc, 'ended');
    const subscription = rc.subscribe(...GENERAL);
    await within(subscription.ready);
    const reader = subscription[Symbol.asyncIterator]();
    /** @type {any[]} */
    const errors = [];
    subscription.subscribe({ error: (error) => errors.push(error) });
    server.publish(...GENERAL, 'the last');
    server.tell({ msg: 'nosub', id: server.subs()[0].id, error: { error: 'not-allowed', reason: 'You were removed' } });
    const error = await within(subscription.over);
    assert.deepEqual([error?.code, error?.message], ['not-allowed', 'You were removed']);
    const { name, key, params } = await ended.first(() => true);
    assert.deepEqual([name, key, params], [...GENERAL, ['GENERAL', { useCollection: false, args: [] }]]);
    assert.deepEqual((await within(reader.next())).value, ['the last']);
    assert.equal(await failure(reader.next()), error);
    assert.deepEqual(errors, [error]);
    subscription.stop();
    await within(rc.subscribe(...GENERAL).ready);
    assert.equal(server.subs().length, 2);
  });

  test('DK38: subscriptions are made again on the next connection; what is refused then has ended', async () => {
    let isOut = false;
    const server = await serve({ sub: (_, key) => (isOut && key === 'b' ? 'nosub' : 'ready') });
    const rc = await connected(server);
    const [a, b] = [rc.subscribe('room-messages', 'a'), rc.subscribe('room-messages', 'b')];
    await within(Promise.all([a.ready, b.ready]));
    const ended = heard(rc, 'ended');
    isOut = true;
    server.kill();
    assert.equal((await ended.first(() => true)).key, 'b');
    assert.equal((await within(b.over))?.code, 'NOT_ALLOWED');
    const reader = a[Symbol.asyncIterator]();
    server.publish('room-messages', 'a', 'after');
    assert.deepEqual((await within(reader.next())).value, ['after']);
  });

  test('DK38: the client’s close ends them without an error', async () => {
    const rc = await connected(await serve());
    const subscription = rc.subscribe(...GENERAL);
    await within(subscription.ready);
    const reader = subscription[Symbol.asyncIterator]();
    await within(rc.close());
    assert.deepEqual([await within(subscription.over), (await within(reader.next())).done], [undefined, true]);
  });

  test('DK39: the second parameter', async () => {
    const server = await serve();
    const rc = await connected(server);
    const visitor = { token: 'v', visitorToken: 'v' };
    rc.subscribe('notify-room', 'a');
    rc.subscribe('notify-room', 'b', null, { args: [new Date(5)], visitorToken: 'v', useCollection: true });
    rc.subscribe('notify-room', 'c', null, { legacy: true });
    await within(rc.subscribe('notify-room', 'd', null, { legacy: true, useCollection: true }).ready);
    assert.deepEqual(server.subs().map(({ params }) => params[1]), [
      { useCollection: false, args: [] },
      { useCollection: true, args: [{ $date: 5 }, visitor] },
      false,
      true,
    ]);
  });

  test('DK40: a listener that throws breaks nothing, and is reported', async (t) => {
    const reported = t.mock.method(console, 'error', () => {});
    const server = await serve();
    const rc = await connected(server);
    const inbox = new Inbox();
    rc.subscribe(...GENERAL, () => { throw new Error('mine'); });
    await within(rc.subscribe(...GENERAL, (n) => inbox.push(n)).ready);
    server.publish(...GENERAL, 1);
    await inbox.first((n) => n === 1);
    assert.equal(reported.mock.calls[0]?.arguments[0].message, 'mine');
  });

  test('DK41: what nobody looks at is no unhandled rejection', async () => {
    /** @type {unknown[]} */
    const unhandled = [];
    const note = (/** @type {unknown} */ error) => unhandled.push(error);
    process.on('unhandledRejection', note);
    const rc = await connected(await serve({ sub: () => 'nosub' }));
    rc.subscribe(...GENERAL);
    rc.publication('none');
    rc.subscribe(...GENERAL).stop();
    client(await serve()).subscribe(...GENERAL);
    await within(rc.subscribe('notify-all', 'x').over);
    await new Promise((resolve) => setImmediate(resolve));
    process.off('unhandledRejection', note);
    assert.deepEqual(unhandled, []);
  });

  test('DK42: what is written to a stream is a call of the method of its name', async () => {
    const server = await serve({ 'stream-notify-room': () => undefined });
    const rc = await connected(server);
    assert.equal(await within(rc.write('notify-room', 'GENERAL/user-activity', 'alice', ['user-typing'], {})), undefined);
    assert.deepEqual(server.calls('stream-notify-room'), [['GENERAL/user-activity', 'alice', ['user-typing'], {}]]);
  });
});

describe('collections', () => {
  const { serve, connected } = scriptedWorld();

  /** A document's frame. @param {string} msg @param {string} id @param {object} [more] */
  const doc = (msg, id, more) => ({ msg, collection: 'things', id, ...more });

  /** All that a collection tells from now on. @param {import('../../npm/dist/rocketchat/index.js').Collection} collection */
  function changes(collection) {
    /** @type {Inbox<any>} */
    const inbox = new Inbox();
    for (const type of /** @type {const} */ (['added', 'changed', 'removed', 'moved'])) {
      collection.on(type, ({ id, doc, was }) => inbox.push([type, id, doc, was]));
    }
    return inbox;
  }

  test('DK45: documents come, change and go; fields that are cleared are gone', async () => {
    const server = await serve();
    const rc = await connected(server);
    const things = rc.collections.get('things');
    const told = changes(things);
    const publication = rc.publication('my things', { after: new Date(5) });
    await within(publication.ready);
    assert.deepEqual(server.subs('my things')[0].params, [{ after: { $date: 5 } }]);
    server.tell(doc('added', '1', { fields: { name: 'one', at: { $date: 5 } } }));
    server.tell(doc('changed', '1', { fields: { name: 'uno' }, cleared: ['at'] }));
    server.tell(doc('added', '2'));
    server.tell(doc('removed', '1'));
    server.publish('room-messages', 'GENERAL', 'no document');
    await told.when((all) => all.length === 4);
    const [one, uno] = [{ _id: '1', name: 'one', at: new Date(5) }, { _id: '1', name: 'uno' }];
    assert.deepEqual(told.items, [
      ['added', '1', one, undefined],
      ['changed', '1', uno, one],
      ['added', '2', { _id: '2' }, undefined],
      ['removed', '1', undefined, uno],
    ]);
    assert.deepEqual([[...things], things.size, things.has('1'), things.get('2')], [[['2', { _id: '2' }]], 1, false, { _id: '2' }]);
    assert.deepEqual([rc.collections.names, rc.collections.get('things') === things], [['things'], true]);
    publication.stop();
    await server.frames.first(({ msg }) => msg === 'unsub');
  });

  test('DK46: documents have an order where the server gives one', async () => {
    const server = await serve();
    const rc = await connected(server);
    const things = rc.collections.get('things');
    const told = changes(things);
    server.tell(doc('added', 'b'));
    server.tell(doc('addedBefore', 'a', { before: 'b' }));
    server.tell(doc('addedBefore', 'c', { before: null }));
    server.tell(doc('movedBefore', 'c', { before: 'a' }));
    server.tell(doc('movedBefore', 'a', { before: null }));
    server.tell(doc('movedBefore', 'unknown', { before: null }));
    await told.when((all) => all.length === 5);
    assert.deepEqual([...things.keys()], ['c', 'b', 'a']);
    assert.deepEqual(told.items.slice(3).map(([type, id]) => [type, id]), [['moved', 'c'], ['moved', 'a']]);
  });

  test('DK47: after a lost connection what is not published any more goes, once all publications are there again', async () => {
    let names = ['kept', 'changed', 'gone'];
    let color = 'red';
    const server = await serve({
      sub() {
        for (const id of names) server.tell(doc('added', id, { fields: id === 'changed' ? { color } : {} }));
        return 'ready';
      },
    });
    const rc = await connected(server);
    const things = rc.collections.get('things');
    await within(rc.publication('my things').ready);
    const told = changes(things);
    names = ['new', 'changed', 'kept'];
    color = 'blue';
    server.kill();
    await told.first(([type]) => type === 'removed');
    assert.deepEqual([...things.keys()].sort(), ['changed', 'kept', 'new']);
    assert.deepEqual(told.items.map(([type, id]) => [type, id]), [['added', 'new'], ['changed', 'changed'], ['removed', 'gone']]);
  });

  test('DK47: a closed client has no documents', async () => {
    const server = await serve();
    const rc = await connected(server);
    server.tell(doc('added', '1'));
    await until(() => rc.collections.get('things').size === 1);
    await within(rc.close());
    assert.equal(rc.collections.get('things').size, 0);
  });

  test('DK48: a publication that there is not rejects, and one that the server ends is told', async () => {
    const server = await serve({ sub(name) { if (name === 'none') throw refusal(404, "Subscription 'none' not found"); } });
    const rc = await connected(server);
    assert.equal((await failure(rc.publication('none').ready)).code, '404');
    const ended = heard(rc, 'ended');
    const publication = rc.publication('short', 1);
    await within(publication.ready);
    server.tell({ msg: 'nosub', id: server.subs('short')[0].id });
    const { name, key, params } = await ended.first(() => true);
    assert.deepEqual([name, key, params], ['short', undefined, [1]]);
    assert.equal((await within(publication.over))?.code, 'NOT_ALLOWED');
  });
});
