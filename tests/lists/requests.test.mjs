// @ts-check
// The requests: what is in them, when they are sent again, and what happens without a reply.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { invalid, listServer, newLists, refused, until } from './helper.mjs';

const BUSY = { status: 429, headers: { 'Retry-After': '0' }, text: 'busy' };

/** Lets the mocked time pass until the condition holds, and gives the milliseconds. @param {import('node:test').TestContext} t @param {() => unknown} holds */
async function pass(t, holds) {
  let passed = 0;
  for (; !holds(); passed += 500) {
    // In between, replies come in real time.
    const soon = performance.now() + 20;
    await until(() => holds() || performance.now() > soon);
    if (!holds()) t.mock.timers.tick(500);
    else break;
  }
  return passed;
}

test('L20: the body has the caller, the options and the parameters', async (t) => {
  const server = await listServer(t);
  await server.lists().groups({}, { ascending: false, fetchMore: 1, startKey: { k: 1 }, limit: 10, x: 2 });
  assert.equal(
    server.requests[0]?.text,
    '{"service":"svc","owner":"own","limit":10,"startKey":{"k":1},"ascending":false,"searchFor":"group","value":" ","condition":">"}',
  );
});

test('L20: names in the body are quoted', async (t) => {
  const server = await listServer(t);
  await server.lists({ service: 'a"{', owner: '\\' }).groups();
  assert.ok(server.requests[0]?.text.startsWith('{"service":"a\\"{","owner":"\\\\","searchFor"'));
});

test('L21: the request is a POST to get-ws-group with its token', async (t) => {
  const server = await listServer(t);
  await server.lists().users({ group: 'g' });
  const { method, url, headers } = server.requests[0] ?? assert.fail();
  assert.deepEqual([method, url], ['POST', '/get-ws-group']);
  assert.deepEqual([headers.accept, headers['content-type'], headers.authorization], ['*/*', 'application/json', 'jwt']);
  assert.ok(!('content-meta' in headers));
});

test('L21: Skapi gets the identity of the client too, the same each time', async (t) => {
  const server = await listServer(t);
  const lists = server.lists({ isSkapi: true });
  await lists.groups();
  await lists.groups();
  await server.lists({ isSkapi: true }).groups();
  const [first, second, other] = server.requests.map(({ headers }) => String(headers['content-meta']));
  assert.match(first ?? '', /^\{"public_identifier":"svc:own:[0-9a-z]{16}","service":"svc","owner":"own"\}$/);
  assert.equal(first, second);
  assert.notEqual(first, other);
});

test('L21: without a base of the endpoints there is nowhere to send it', async () => {
  await invalid(newLists('').groups(), '"httpUrl" is required where there is no page to derive it from.');
});

test('L40: a 429 with Retry-After is sent again: seconds, or a date', async (t) => {
  const server = await listServer(t);
  const dates = [new Date(0).toUTCString(), new Date(Date.now() - 1000).toUTCString()];
  for (const after of ['0', ...dates]) {
    server.reply({ status: 429, headers: { 'Retry-After': after }, text: 'busy' }, { json: { list: [{ rid: 's#a', cnt: 1 }] } });
    assert.deepEqual((await server.lists().groups()).list, [{ group: 'a', number_of_users: 1 }]);
  }
  assert.equal(server.requests.length, 6);
  assert.equal(new Set(server.requests.map(({ text }) => text)).size, 1);
});

test('L40: up to three times', async (t) => {
  const server = await listServer(t);
  server.reply(BUSY, BUSY, BUSY);
  await server.lists().groups();
  assert.equal(server.requests.length, 4);
  server.reply(BUSY, BUSY, BUSY, BUSY);
  await refused(server.lists().groups(), 'ERROR', 'Too many requests');
  assert.equal(server.requests.length, 8);
});

test('L40: not without a time, after one over 60 s, or with another status', async (t) => {
  const server = await listServer(t);
  const later = new Date(Date.now() + 63_000).toUTCString();
  for (const after of [undefined, '61', '99999999999999999999', later, 'soon']) {
    server.reply({ status: 429, headers: after === undefined ? {} : { 'Retry-After': after } });
    await refused(server.lists().groups(), 'ERROR', 'Too many requests', after);
  }
  server.reply({ status: 503, headers: { 'Retry-After': '0' }, text: 'Later' });
  await refused(server.lists().groups(), 'ERROR', 'Later');
  assert.equal(server.requests.length, 6);
});

test('L40: it is sent again then, and not before', async (t) => {
  t.mock.timers.enable({ apis: ['setTimeout'] });
  for (const after of ['5', new Date(Date.now() + 6_000).toUTCString()]) {
    const server = await listServer(t);
    server.reply({ status: 429, headers: { 'Retry-After': after } });
    const call = server.lists().groups();
    await until(() => server.requests.length === 1);
    const passed = await pass(t, () => server.requests.length === 2);
    assert.ok(passed >= 4_500 && passed <= 20_000, `${passed} ms`);
    await call;
  }
});

test('L41: without a server there is a network error, with its cause', async (t) => {
  const server = await listServer(t);
  server.reply({ by: (response) => response.destroy() }, { by: (response) => response.writeHead(200, { 'Content-Length': 9 }).write('{', () => response.destroy()) });
  for (const lists of [newLists('http://127.0.0.1:1/'), newLists('no url'), server.lists(), server.lists(), server.lists({ token: 'a\nb' })]) {
    const error = await refused(lists.groups(), 'ERROR', 'Network error');
    assert.ok(error.cause instanceof Error);
  }
});

test('L41: a server that does not answer, and a token that does not come, are a timeout after 30 s', async (t) => {
  const server = await listServer(t);
  t.mock.timers.enable({ apis: ['setTimeout'] });
  server.reply({ by() {} });
  const unanswered = refused(server.lists().groups(), 'ERROR', 'Timeout');
  await until(() => server.requests.length === 1);
  const never = refused(server.lists({ token: () => new Promise(() => {}) }).groups(), 'ERROR', 'Timeout');
  let settled = 0;
  for (const call of [unanswered, never]) void call.finally(() => settled++);
  t.mock.timers.tick(29_999);
  await new Promise((resolve) => setImmediate(resolve));
  assert.equal(settled, 0);
  t.mock.timers.tick(1);
  await Promise.all([unanswered, never]);
});

test('L41: the progress of a download is told', async (t) => {
  const server = await listServer(t);
  const text = '{"list":[{"rid":"s#é","cnt":1}]}';
  const bytes = Buffer.from(text);
  // Within a character.
  const at = bytes.indexOf(0xc3) + 1;
  for (const headers of [{ 'Content-Length': bytes.length }, {}]) {
    /** @type {any[]} */
    const told = [];
    server.reply({
      by: async (response) => {
        response.writeHead(200, headers).write(bytes.subarray(0, at));
        await until(() => told.length === 1);
        response.end(bytes.subarray(at));
      },
    });
    const result = await server.lists().groups({}, { progress: (/** @type {any} */ it) => told.push(it) });
    assert.equal(result.list[0].group, 'é');
    const total = headers['Content-Length'] ?? 0;
    const numbers = told.map(({ abort, ...rest }) => (assert.equal(typeof abort, 'function'), rest));
    const status = 'download';
    assert.deepEqual(numbers, [
      { status, progress: total && (at / total) * 100, loaded: at, total },
      { status, progress: total && 100, loaded: bytes.length, total },
      { status, progress: 100, loaded: bytes.length, total },
    ]);
  }
});

test('L41: a download that the progress callback aborts is so called', async (t) => {
  const server = await listServer(t);
  server.reply({ by: (response) => response.writeHead(200, { 'Content-Length': 100 }).write('{"list":') });
  const progress = (/** @type {any} */ { abort }) => abort();
  await refused(server.lists().groups({}, { progress }), 'ERROR', 'Aborted');
});

test('E9: what the progress callback throws is reported, and breaks nothing', async (t) => {
  const server = await listServer(t);
  server.reply({ json: { list: [], startKey: 'end', endOfList: true } });
  const report = t.mock.method(console, 'error', () => {});
  const mine = new Error('mine');
  const progress = () => {
    throw mine;
  };
  const { list } = await server.lists().groups({}, { progress });
  assert.deepEqual(list, []);
  assert.equal(report.mock.calls[0]?.arguments[0], mine);
});
