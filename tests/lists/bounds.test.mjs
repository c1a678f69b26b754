// @ts-check
// The signal and the time of a request.

import assert from 'node:assert/strict';
import { getEventListeners, once } from 'node:events';
import { test } from 'node:test';
import { failure, listServer, newLists, refused, until } from './helper.mjs';

/** Asserts that a call was aborted. @param {Promise<unknown>} call @param {unknown} reason */
async function aborted(call, reason) {
  assert.equal((await refused(call, 'ABORTED', 'Aborted')).cause, reason);
}

test('L43: a signal that is aborted already refuses the call, and nothing is asked or sent', async (t) => {
  const server = await listServer(t);
  const token = () => assert.fail('the token is asked for');
  const lists = server.lists({ token });
  const signal = AbortSignal.abort('before');
  for (const call of [lists.groups({}, { signal }), lists.users({ group: 'g' }, { signal }), lists.history({ group: 'g' }, { signal })]) {
    await aborted(call, 'before');
  }
  assert.equal(server.requests.length, 0);
});

test('L43: an aborted call rejects at once, and its request is cancelled', async (t) => {
  const server = await listServer(t);
  const controller = new AbortController();
  /** @type {Promise<unknown> | undefined} */
  let closed;
  server.reply({ by: (response) => void (closed = once(response, 'close')) });
  const call = server.lists().groups({}, { signal: controller.signal });
  call.catch(() => {});
  await until(() => closed);
  const reason = new Error('enough');
  controller.abort(reason);
  await aborted(call, reason);
  await closed;
  assert.equal(getEventListeners(controller.signal, 'abort').length, 0);
});

test('L43: a call that is aborted while the token is asked for is never sent', async (t) => {
  const server = await listServer(t);
  const controller = new AbortController();
  /** @type {(token: string) => void} */
  let give = () => {};
  const lists = server.lists({ token: new Promise((resolve) => (give = resolve)) });
  const call = failure(lists.groups({}, { signal: controller.signal }));
  controller.abort('enough');
  assert.equal((await call).code, 'ABORTED');
  give('jwt');
  await lists.groups();
  assert.equal(server.requests.length, 1);
});

test('L43: a call that succeeds leaves no listener at the signal', async (t) => {
  const server = await listServer(t);
  const { signal } = new AbortController();
  await server.lists().groups({}, { signal });
  assert.equal(getEventListeners(signal, 'abort').length, 0);
});

test('L43: equal calls do not share a request that one of them may cancel', async (t) => {
  const server = await listServer(t);
  const controller = new AbortController();
  const lists = server.lists();
  const calls = [lists.groups(), failure(lists.groups({}, { signal: controller.signal }))];
  controller.abort('enough');
  assert.equal(/** @type {any} */ (await calls[0]).endOfList, true);
  assert.equal(/** @type {any} */ (await calls[1]).code, 'ABORTED');
});

test('L44: a call with a timeout rejects then, and its request is cancelled', async (t) => {
  const server = await listServer(t);
  /** @type {Promise<unknown> | undefined} */
  let closed;
  server.reply({ by: (response) => void (closed = once(response, 'close')) });
  await refused(server.lists().groups({}, { timeout: 100 }), 'TIMEOUT', 'Timeout');
  await closed;
});

test('L44: a timeout may be longer than the one of calls without any', async (t) => {
  const server = await listServer(t);
  /** @type {import('node:http').ServerResponse | undefined} */
  let open;
  server.reply({ by: (response) => void (open = response) });
  t.mock.timers.enable({ apis: ['setTimeout'] });
  const call = newLists(server.httpUrl).groups({}, { timeout: 60_000 });
  await until(() => open);
  t.mock.timers.tick(59_000);
  open?.end('{"list":[]}');
  assert.equal((await call).endOfList, true);
});

test('L45: a token function is told that no token was refused', async (t) => {
  const server = await listServer(t);
  /** @type {unknown[]} */
  const hints = [];
  await server.lists({ token: (/** @type {unknown} */ hint) => (hints.push(hint), 'jwt') }).groups();
  assert.deepEqual(hints, [{ refused: false }]);
});
