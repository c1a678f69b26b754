// @ts-check
// Method calls: what goes out, what comes back, and what becomes of a call whose answer got lost.

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { Inbox, until, within } from '../support/index.mjs';
import { SILENCE, failure, heard, refusal, scriptedWorld } from './scripted.mjs';

const ID = /^[23456789ABCDEFGHJKLMNPQRSTWXYZabcdefghijkmnopqrstuvwxyz]{17}$/;

describe('calls', () => {
  const { serve, client, connected } = scriptedWorld();

  test('DK10: what a method gives: falsy values as they are, and nothing for nothing', async () => {
    const rc = await connected(await serve({ echo: (value) => value }));
    for (const value of [null, 0, false, '', [], {}]) assert.deepEqual(await within(rc.call('echo', value)), value);
    assert.equal(await within(rc.call('echo')), undefined);
  });

  test('DK11: values are EJSON both ways, and read at the call', async () => {
    const server = await serve({ echo: (value) => value });
    const rc = await connected(server);
    const value = { at: new Date(5), bytes: Uint8Array.of(1, 2, 3), not: NaN, all: -Infinity, pattern: /a/gi, mark: { $date: 5 } };
    const given = rc.call('echo', value);
    value.at = new Date(6);
    assert.deepEqual(await within(given), { ...value, at: new Date(5) });
    assert.deepEqual(server.calls('echo'), [
      [
        {
          at: { $date: 5 },
          bytes: { $binary: 'AQID' },
          not: { $InfNaN: 0 },
          all: { $InfNaN: -1 },
          pattern: { $regexp: 'a', $flags: 'gi' },
          mark: { $escape: { $date: 5 } },
        },
      ],
    ]);
    assert.equal((await failure(rc.call('echo', 5n))).message, 'Invalid data type.');
  });

  test('DK11: parameters that are left out at the end are not sent', async () => {
    const server = await serve({ echo: (value) => value });
    const rc = await connected(server);
    await within(rc.call('echo', 1, undefined, undefined));
    await within(rc.call('echo', undefined, 2, null));
    assert.deepEqual(server.calls('echo'), [[1], [null, 2, null]]);
  });

  test('DK9: names are strings, and parameters an array', async () => {
    const server = await serve();
    const rc = /** @type {any} */ (await connected(server));
    const calls = [rc.call(), rc.call(5), rc.callWith('echo'), rc.callWith('echo', 'x'), rc.write(5, 'a')];
    for (const call of calls) assert.equal((await failure(call)).code, 'INVALID_PARAMETER');
    const subscribing = [() => rc.subscribe(), () => rc.subscribe('notify-all'), () => rc.subscribe('notify-all', 5), () => rc.publication()];
    for (const subscribe of subscribing) assert.throws(subscribe, { code: 'INVALID_PARAMETER' });
    assert.deepEqual(server.frames.items.map(({ msg }) => msg), ['connect']);
  });

  test('DK12: the server’s error is the reason, with all that it says as the cause', async () => {
    const rc = await connected(await serve({ boom() { throw refusal('error-x', 'Reason X', { a: 1 }); } }));
    const error = await failure(rc.call('boom'));
    assert.deepEqual([error.code, error.message, error.settled], ['error-x', 'Reason X', 'refused']);
    assert.deepEqual(/** @type {any} */ (error.cause).details, { a: 1 });
    const gone = await failure(rc.callWith('gone', [], {}));
    assert.deepEqual([gone.code, gone.message], ['404', "Method 'gone' not found"]);
  });

  test('DK13: a call is bounded by a signal and a deadline', async () => {
    const rc = await connected(await serve({ slow: () => SILENCE }));
    const abort = new AbortController();
    const aborted = failure(rc.callWith('slow', [], { signal: abort.signal }));
    abort.abort('changed my mind');
    assert.deepEqual([(await aborted).code, (await aborted).cause], ['ABORTED', 'changed my mind']);
    const late = await failure(rc.callWith('slow', [], { timeout: 30 }));
    assert.deepEqual([late.code, late.settled], ['TIMEOUT', 'unknown']);
  });

  test('DK14: where the answer got lost, a call that may be made twice is, and another one says so', async () => {
    let isLossy = true;
    const answer = (/** @type {unknown} */ value) => {
      if (isLossy) return SILENCE;
      return value;
    };
    const server = await serve({
      'rooms/get': () => answer([]),
      setReaction: (_, __, shouldReact) => answer(shouldReact),
      pay: () => answer('paid'),
      ask: () => answer('answered'),
    });
    const rc = await connected(server);
    const again = [rc.call('rooms/get'), rc.call('setReaction', ':x:', 'a message', true), rc.callWith('ask', [], { again: true })];
    const once = [rc.call('pay'), rc.call('setReaction', ':x:', 'a message'), rc.callWith('rooms/get', [], { again: false })].map(failure);
    await server.frames.when((all) => all.filter(({ msg }) => msg === 'method').length === 6);
    isLossy = false;
    server.kill();
    assert.deepEqual((await Promise.all(once)).map(({ settled }) => settled), ['unknown', 'unknown', 'unknown']);
    assert.deepEqual(await within(Promise.all(again)), [[], true, 'answered']);
    assert.deepEqual([server.calls('pay').length, server.calls('ask').length], [1, 2]);
  });

  test('DK15: methods are functions, too, by names that identifiers may have', async () => {
    const server = await serve({
      'rooms/get': () => ['a room'],
      'UserPresence:setDefaultStatus': (status) => status,
      'my.own': () => 'mine',
    });
    const rc = await connected(server);
    assert.deepEqual(await within(rc.methods.roomsGet()), ['a room']);
    assert.equal(await within(rc.methods.userPresenceSetDefaultStatus('away')), 'away');
    assert.equal(await within(/** @type {any} */ (rc.methods)['my.own']()), 'mine');
    assert.equal(await /** @type {any} */ (rc.methods), rc.methods, 'they are no promise');
  });

  test('DK60: a message goes out with an id of its own, or with the one that was given', async () => {
    const server = await serve({ sendMessage: (message) => message });
    const rc = await connected(server);
    const sent = await within(rc.call('sendMessage', { rid: 'GENERAL', msg: 'hi' }));
    assert.match(sent._id, ID);
    await within(rc.methods.sendMessage({ _id: 'my own', rid: 'GENERAL', msg: 'hi' }));
    assert.deepEqual(server.calls('sendMessage').map(([{ _id }]) => _id), [sent._id, 'my own']);
    const ids = await Promise.all(Array.from({ length: 50 }, () => rc.call('sendMessage', { rid: 'GENERAL', msg: 'hi' })));
    assert.equal(new Set(ids.map(({ _id }) => _id)).size, 50);
  });

  test('DK61: a message whose answer got lost is sent again under the same id', async () => {
    const stored = new Map();
    const server = await serve({
      sendMessage(message) {
        if (stored.has(message._id)) return stored.get(message._id);
        stored.set(message._id, { ...message, ts: { $date: 5 } });
        return SILENCE;
      },
    });
    const rc = await connected(server);
    const sending = rc.call('sendMessage', { rid: 'GENERAL', msg: 'hi' });
    await until(() => stored.size === 1);
    server.kill();
    const { msg, ts } = await within(sending);
    assert.deepEqual([msg, ts, stored.size], ['hi', new Date(5), 1]);
    const [[first], [second]] = /** @type {any} */ (server.calls('sendMessage'));
    assert.deepEqual(first, second);
  });

  /** A server that loses its answer to a message, and complains about the second copy of it. @param {(message: any) => unknown} find */
  async function complaining(find) {
    /** @type {any} */
    let stored;
    const server = await serve({
      sendMessage(message) {
        if (stored) throw refusal(500, 'Internal server error');
        stored = message;
        return SILENCE;
      },
      getSingleMessage: () => find(stored),
    });
    const rc = await connected(server);
    const echoes = new Inbox();
    await within(rc.subscribe('room-messages', 'GENERAL', (message) => echoes.push(message)).ready);
    const sending = rc.call('sendMessage', { rid: 'GENERAL', msg: 'hi' });
    await until(() => stored);
    return { server, sending, stored, echoes };
  }

  test('DK62: a copy that the server complains about: it is asked for the message', async () => {
    const { server, sending } = await complaining((stored) => ({ ...stored, u: { username: 'alice' } }));
    server.kill();
    assert.equal((await within(sending)).u.username, 'alice');
  });

  test('DK62: a message that the server does not have was refused', async () => {
    const { server, sending } = await complaining(() => null);
    const failed = failure(sending);
    server.kill();
    assert.deepEqual([(await failed).code, (await failed).settled], ['500', 'refused']);
  });

  test('DK62: where the server cannot be asked, it stays unknown', async () => {
    const { server, sending } = await complaining(() => { throw refusal(404, "Method 'getSingleMessage' not found"); });
    const failed = failure(sending);
    server.kill();
    assert.deepEqual([(await failed).code, (await failed).settled], ['500', 'unknown']);
  });

  test('DK63: the echo of a message proves that it has arrived', async () => {
    const { server, sending, stored, echoes } = await complaining(() => null);
    server.publish('room-messages', 'GENERAL', { ...stored, ts: { $date: 7 } });
    await echoes.first(() => true);
    server.kill();
    assert.deepEqual((await within(sending)).ts, new Date(7));
  });

  test('DK16: a call that the server has no time for is made once more, and told of', async () => {
    let count = 0;
    const server = await serve({
      busy() {
        if (!count++) throw refusal('too-many-requests', 'Please wait', { timeToReset: 20 });
        return 'done';
      },
    });
    const rc = await connected(server);
    const held = heard(rc, 'held');
    assert.equal(await within(rc.call('busy')), 'done');
    assert.deepEqual(held.items, [{ method: 'busy', millis: 20 }]);
  });

  test('DK17: a frame that the server did not understand is told', async () => {
    const server = await serve();
    const rc = await connected(server);
    const problems = heard(rc, 'problem');
    server.tell({ msg: 'error', reason: 'Bad request', offendingMessage: { msg: 'bogus' } });
    const { reason, offendingMessage } = await problems.first(() => true);
    assert.deepEqual([reason, offendingMessage], ['Bad request', { msg: 'bogus' }]);
  });

  test('DK1: nothing happens before the first call, and a call needs a connection', async () => {
    const server = await serve();
    const rc = client(server);
    assert.deepEqual([rc.state, rc.bufferedAmount, rc.user], [{ name: 'idle' }, 0, undefined]);
    await within(rc.close());
    const error = await failure(rc.call('echo', 1));
    assert.deepEqual([error.code, error.settled, server.sockets.size], ['INVALID_REQUEST', 'never-sent', 0]);
  });
});
