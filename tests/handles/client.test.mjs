// @ts-check
// The client itself: its states, its listeners, and the bounds of its calls.

import assert from 'node:assert/strict';
import { getEventListeners } from 'node:events';
import { describe, test } from 'node:test';
import v8 from 'node:v8';
import vm from 'node:vm';
import { WebSocket } from 'ws';
import { Inbox, startServer, until, within } from '../support/index.mjs';
import { groupwire, world } from './helper.mjs';

const { Realtime, RealtimeError, realtime, configure, guest } = groupwire;

/** The error that a call is rejected with. @param {Promise<unknown>} call */
const failure = (call) => within(call).then((value) => assert.fail(`gave ${JSON.stringify(value)}`), (error) => {
  assert.ok(error instanceof RealtimeError, String(error));
  return error;
});

describe('a client', () => {
  const place = world();
  const { client, member, optionsOf, unique } = place;

  test('R1: before the module is loaded it is idle, with nothing to send', () => {
    const unused = client('ann');
    assert.deepEqual([unused.state, unused.bufferedAmount], [{ name: 'idle' }, 0]);
  });

  test('R26: options that could not be had reject the calls, and say so', async () => {
    const cause = new Error('the settings are gone');
    const { code, message, cause: told } = await failure(new Realtime(Promise.reject(cause)).getRealtimeGroups());
    assert.deepEqual([code, message, told], ['ERROR', 'The options could not be had.', cause]);
    const refused = new RealtimeError('NOT_EXISTS', 'There are no settings.');
    assert.equal(await failure(new Realtime(Promise.reject(refused)).getRealtimeGroups()), refused);
  });

  test('R2, R3: who listens before the first call is told every state, event and the end', async () => {
    const early = client('ann');
    /** @type {Inbox<any>} */
    const states = new Inbox();
    /** @type {any[]} */
    const events = [];
    /** @type {any[]} */
    const told = [];
    early.on('statechange', (state) => states.push(state));
    early.on('event', (event) => events.push(event));
    await early.connectRealtime((event) => told.push(event));
    assert.equal(early.state.name, 'online');
    assert.equal(early.bufferedAmount, 0);
    await early.closeRealtime();
    await states.first(({ name }) => name === 'closed');
    assert.deepEqual(states.items.map(({ name }) => name), ['connecting', 'handshaking', 'online', 'closing', 'closed']);
    assert.equal(states.items.at(-1).reason, 'user');
    assert.deepEqual(events.map(({ type }) => type), ['success', 'close']);
    assert.ok(events.every((event, at) => event === told[at]), 'the very objects');

    const before = states.items.length;
    await early.connectRealtime(() => {});
    assert.deepEqual(states.items.slice(before).map(({ name }) => name), ['connecting', 'handshaking', 'online']);
  });

  test('R3: who begins to listen while connected is told what comes', async () => {
    const { client: late } = await member('ann');
    /** @type {Inbox<any>} */
    const states = new Inbox();
    const off = late.on('statechange', (state) => states.push(state));
    await late.closeRealtime();
    await states.first(({ name }) => name === 'closed');
    off();
    await late.connectRealtime(() => {});
    assert.equal(states.items.at(-1).name, 'closed');
  });

  test('R2: posts wait while the socket is full, and drain tells when they go out again', async () => {
    const { client: ann } = await member('ann', { highWaterMark: 100_000, queue: { messages: 1_000, bytes: 64 << 20 } });
    const group = unique('group');
    await ann.joinRealtime({ group });
    const drained = new Promise((resolve) => ann.on('drain', () => resolve(ann.bufferedAmount)));
    place.proxy.set({ up: { held: true } });
    // More than the buffers of two sockets take.
    const text = 'x'.repeat(100_000);
    const posts = Array.from({ length: 160 }, () => ann.postRealtime(text, group));
    await until(() => ann.bufferedAmount > 100_000);
    place.proxy.heal();
    assert.ok(/** @type {number} */ (await within(drained)) < 100_000);
    await within(Promise.all(posts));
  });

  test('R2: the client of the six functions is there to listen to, until configure makes another', () => {
    const first = realtime();
    assert.equal(realtime(), first);
    configure({ url: 'ws://127.0.0.1:1/api', token: 't' });
    assert.notEqual(realtime(), first);
  });

  test('R4: a client that nobody holds is there while it has a connection, and no longer', async () => {
    v8.setFlagsFromString('--expose-gc');
    /** @type {() => void} */
    const collect = vm.runInNewContext('gc');
    /** @type {Inbox<string>} */
    const told = new Inbox();
    const name = unique('group');

    async function dropped() {
      const held = new Realtime({ ...optionsOf('ann') });
      held.on('statechange', (state) => told.push(state.name));
      held.group(name).on('message', ({ message }) => told.push(message));
      await held.connectRealtime(() => {});
      await held.group(name).join();
      return new WeakRef(held);
    }
    const ref = await dropped();
    const { client: bob } = await member('bob');
    await bob.group(name).join();
    for (let turn = 0; turn < 5; turn++) {
      collect();
      await bob.group(name).post(`message ${turn}`);
    }
    await told.first((text) => text === 'message 4');

    await ref.deref()?.closeRealtime();
    await told.first((text) => text === 'closed');
    await until(() => (collect(), ref.deref() === undefined));
  });

  test('R13, K15: what a listener makes happen is told when all have heard what came before', async () => {
    const { client: ann, events } = await member('ann');
    /** @type {string[]} */
    const told = [];
    ann.on('statechange', ({ name }) => void (name === 'waiting' && ann.closeRealtime()));
    ann.on('statechange', ({ name }) => told.push(name));
    ann.on('event', ({ type }) => told.push(type));
    place.proxy.kill();
    await events.first(({ type }) => type === 'close');
    assert.deepEqual(told, ['error', 'waiting', 'closed', 'close']);
    assert.equal(ann.state.name, 'closed');
  });

  test('R24: a signal that is aborted by what the call itself does takes it back', async () => {
    const { client: ann } = await member('ann');
    await ann.closeRealtime();
    const controller = new AbortController();
    ann.on('statechange', ({ name }) => void (name === 'connecting' && controller.abort('early')));
    const { code, cause } = await failure(ann.connectRealtime(() => {}, { signal: controller.signal }));
    assert.deepEqual([code, cause, ann.state.name], ['ABORTED', 'early', 'closed']);
  });

  test('R25: a close may be kept from beginning, and not be taken back', async () => {
    const { client: ann } = await member('ann');
    const { code } = await failure(ann.closeRealtime({ signal: AbortSignal.abort('no') }));
    assert.deepEqual([code, ann.state.name], ['ABORTED', 'online']);
    const controller = new AbortController();
    const closed = ann.closeRealtime({ signal: controller.signal, timeout: 1 });
    controller.abort('late');
    assert.equal(await closed, undefined);
    assert.deepEqual(ann.state, { name: 'closed', reason: 'user' });
  });

  test('R20: wrong bounds are refused', async () => {
    const { client: ann } = await member('ann');
    for (const options of /** @type {any[]} */ ([{ signal: 5 }, { timeout: 'soon' }])) {
      for (const call of [ann.connectRealtime(() => {}, options), ann.postRealtime(1, 'g', null, options), ann.joinRealtime({ group: 'g' }, options), ann.getRealtimeGroups(null, options), ann.group('g').join(options)]) {
        assert.equal((await failure(call)).code, 'INVALID_PARAMETER');
      }
    }
  });

  test('R21: calls with a signal that is aborted already are refused at once, before and after loading', async () => {
    const { client: ann } = await member('ann');
    const signal = AbortSignal.abort('before');
    for (const one of [client('bob'), ann]) {
      const calls = [one.connectRealtime(() => {}, { signal }), one.postRealtime(1, 'g', null, { signal }), one.joinRealtime({ group: 'g' }, { signal }), one.getRealtimeUsers({ group: 'g' }, { signal }), one.history({ group: 'g' }, { signal })];
      for (const call of calls) {
        const { code, cause } = await failure(call);
        assert.deepEqual([code, cause], ['ABORTED', 'before']);
      }
    }
  });

  test('R22, R23: a call that waits for the options ends with its signal or its time, and is never made', async () => {
    /** @type {(options: object) => void} */
    let configured = () => {};
    const waiting = new Realtime(new Promise((resolve) => (configured = resolve)));
    const controller = new AbortController();
    const { signal } = controller;
    const calls = [waiting.connectRealtime(() => {}, { signal }), waiting.getRealtimeGroups(null, { signal })].map(failure);
    const late = failure(waiting.postRealtime(1, 'g', null, { timeout: 20 }));
    const made = failure(waiting.postRealtime(1, 'g'));
    controller.abort('enough');
    for (const call of calls) {
      const { code, cause, settled } = await call;
      assert.deepEqual([code, cause, settled], ['ABORTED', 'enough', 'never-sent']);
    }
    const { code, settled } = await late;
    assert.deepEqual([code, settled], ['TIMEOUT', 'never-sent']);
    configured({ url: 'ws://127.0.0.1:1/api', token: 't' });
    assert.equal((await made).message, 'No realtime connection. Execute connectRealtime() before this method.');
    assert.equal(waiting.state.name, 'idle');
    assert.equal(getEventListeners(signal, 'abort').length, 0);
  });

  test('R31: a guest comes back to a server that was restarted with another secret', async () => {
    const first = await startServer({ flags: ['--guests'] });
    const { host } = new URL(first.base);
    const token = guest(first.httpUrl);
    const ann = new Realtime({ url: first.wsUrl, token, WebSocket, backoff: { min: 10, max: 50 } });
    /** @type {Inbox<any>} */
    const states = new Inbox();
    ann.on('statechange', (state) => states.push(state));
    await ann.connectRealtime(() => {});
    const before = await token();
    await first.stop();
    const second = await startServer({ flags: ['--guests'], listen: host });
    await states.when((all) => all.filter(({ name }) => name === 'online').length === 2);
    assert.notEqual(await token(), before);
    await ann.closeRealtime();
    await second.stop();
  });

  test('R24: a call that is aborted while the connection is being opened is taken back', async () => {
    /** @type {(value: unknown) => void} */
    let ask = () => {};
    const asked = new Promise((resolve) => (ask = resolve));
    const ann = client('ann', { token: () => new Promise(() => ask(true)) });
    const controller = new AbortController();
    const connecting = failure(ann.connectRealtime(() => {}));
    const group = unique('group');
    const joining = failure(ann.joinRealtime({ group }, { signal: controller.signal }));
    // The module has been loaded, and the client asks for its token.
    await asked;
    controller.abort('enough');
    const { code, cause, settled } = await joining;
    assert.deepEqual([code, cause, settled], ['ABORTED', 'enough', 'never-sent']);
    assert.equal(getEventListeners(controller.signal, 'abort').length, 0);
    await ann.closeRealtime();
    await connecting;
  });

  test('R24: a signal keeps no listener of a call that succeeded', async () => {
    const { client: ann } = await member('ann');
    const { signal } = new AbortController();
    const group = unique('group');
    await ann.joinRealtime({ group }, { signal, timeout: 5_000 });
    await ann.postRealtime(1, group, null, { signal, timeout: 5_000 });
    await ann.getRealtimeUsers({ group }, { signal });
    assert.equal(getEventListeners(signal, 'abort').length, 0);
  });
});
