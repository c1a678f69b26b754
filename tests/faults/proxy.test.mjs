// @ts-check
// The fault proxy itself, with sockets on both of its sides.

import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect, createServer } from 'node:net';
import { after, afterEach, before, beforeEach, describe, test } from 'node:test';
import { Inbox, until, within } from '../support/index.mjs';
import { startProxy } from './proxy.mjs';

/** What has come on a socket so far, and how it ended. */
class Ear {
  /** @type {Inbox<string>} */
  heard = new Inbox();
  /** @type {Promise<'end' | 'reset'>} */
  ended;

  /** @param {import('node:net').Socket} socket */
  constructor(socket) {
    this.socket = socket;
    socket.setEncoding('latin1').on('data', (text) => void this.heard.push(String(text)));
    this.ended = new Promise((resolve) => {
      socket.once('end', () => resolve('end'));
      socket.once('error', () => resolve('reset'));
    });
  }

  get text() {
    return this.heard.items.join('');
  }

  /** @param {string} text */
  hears(text) {
    return this.heard.when(() => this.text === text, undefined, `to hear ${text.slice(0, 80)}`);
  }

  /** @param {string} text */
  say(text) {
    this.socket.write(text);
  }
}

describe('the fault proxy', () => {
  /** @type {import('node:net').Server} */
  let server;
  /** @type {Inbox<Ear>} */
  let served;
  /** @type {import('./proxy.mjs').FaultProxy} */
  let proxy;

  before(async () => {
    server = createServer({ allowHalfOpen: true }, (socket) => void served.push(new Ear(socket))).listen(0, '127.0.0.1');
    await once(server, 'listening');
  });
  beforeEach(async () => {
    served = new Inbox();
    proxy = await startProxy({ port: /** @type {import('node:net').AddressInfo} */ (server.address()).port });
  });
  afterEach(async () => {
    await proxy.close();
    for (const { socket } of served.items) socket.destroy();
  });
  after(() => void server.close());

  /** A client's end. */
  async function dial() {
    const socket = connect({ port: proxy.port, host: '127.0.0.1', allowHalfOpen: true });
    const ear = new Ear(socket);
    await once(socket, 'connect');
    return ear;
  }

  /** Both ends of a connection that carries bytes both ways. */
  async function pair() {
    const before = served.items.length;
    const client = await dial();
    const there = await served.when((all) => all[before]);
    client.say('up');
    there.say('down');
    await Promise.all([there.hears('up'), client.hears('down')]);
    return { client, there };
  }

  test('carries bytes both ways, counts dials and connections', async () => {
    await pair();
    await pair();
    assert.equal(proxy.dials.items.length, 2);
    assert.equal(proxy.links.size, 2);
  });

  test('hands on the end of a connection', async () => {
    const { client, there } = await pair();
    client.socket.end();
    assert.equal(await within(there.ended), 'end');
    there.say('!');
    await client.hears('down!');
    there.socket.end();
    assert.equal(await within(client.ended), 'end');
  });

  test('hands on a reset', async () => {
    const { client, there } = await pair();
    there.socket.resetAndDestroy();
    assert.equal(await within(client.ended), 'reset');
  });

  test('kills: both ends are reset', async () => {
    const { client, there } = await pair();
    proxy.kill();
    assert.deepEqual(await within(Promise.all([client.ended, there.ended])), ['reset', 'reset']);
    await pair();
    assert.equal(proxy.links.size, 1);
  });

  test('ends: both ends see an end', async () => {
    const { client, there } = await pair();
    proxy.end();
    assert.deepEqual(await within(Promise.all([client.ended, there.ended])), ['end', 'end']);
  });

  test('black-holes one way: the other goes on', async () => {
    const { client, there } = await pair();
    proxy.set({ up: { lost: true } });
    client.say('lost');
    there.say('!');
    await client.hears('down!');
    const [link] = proxy.links;
    await until(() => link?.up.bytes === 6);
    assert.equal(there.text, 'up');
  });

  test('black-holes both ways: neither end learns that the other is gone', async () => {
    const { client, there } = await pair();
    proxy.setOpen({ up: { lost: true }, down: { lost: true } });
    client.socket.destroy();
    // Another connection is not concerned, and shows that the end has had its time to arrive.
    const other = await pair();
    other.client.socket.end();
    assert.equal(await within(other.there.ended), 'end');
    assert.equal(await Promise.race([there.ended, Promise.resolve('open')]), 'open');
    assert.equal(there.socket.destroyed, false);
  });

  test('holds bytes back and lets them go, all and in order', async () => {
    const { client, there } = await pair();
    proxy.set({ up: { held: true } });
    client.say('1');
    there.say('!');
    await client.hears('down!');
    client.say('2');
    assert.equal(there.text, 'up');
    proxy.heal();
    await there.hears('up12');
  });

  test('delays without changing the order', async () => {
    const { client, there } = await pair();
    // The first piece draws the longest delay, the second the shortest.
    const draws = [1];
    proxy.random = () => draws.shift() ?? 0;
    proxy.set({ up: { latency: 50, jitter: 100 } });
    const [link] = proxy.links;
    const start = performance.now();
    client.say('a');
    await until(() => link?.up.bytes === 3);
    client.say('b');
    await there.hears('upab');
    assert.ok(performance.now() - start >= 149, 'the second does not overtake the first');
  });

  test('throttles', async () => {
    const { client, there } = await pair();
    proxy.set({ up: { bytesPerSecond: 100_000 } });
    const start = performance.now();
    client.say('x'.repeat(30_000));
    await there.hears(`up${'x'.repeat(30_000)}`);
    const took = performance.now() - start;
    assert.ok(took >= 280, `30,000 bytes took ${took} ms`);
  });

  test('a throttled sender feels it', async () => {
    const { client } = await pair();
    proxy.set({ up: { bytesPerSecond: 1_000 } });
    // More than the system's buffers hold.
    const flushed = client.socket.write(Buffer.alloc(64 * 1024 * 1024));
    assert.equal(flushed, false);
    const [link] = proxy.links;
    await until(() => link?.client.isPaused());
    assert.ok((link?.up.bytes ?? 0) < 1024 * 1024);
  });

  test('truncates: so many bytes arrive, then a reset', async () => {
    const { client, there } = await pair();
    proxy.set({ down: { cutAfter: 3 } });
    there.say('12345');
    await client.hears('down123');
    assert.equal(await within(there.ended), 'reset');
    // Node takes a reset that comes together with the last bytes for an end.
    await within(client.ended);
  });

  test('falls silent after so many bytes', async () => {
    const { client, there } = await pair();
    proxy.set({ down: { lostAfter: 3 } });
    there.say('12345');
    await client.hears('down123');
    there.say('67');
    client.say('!');
    await there.hears('up!');
    assert.equal(client.text, 'down123');
  });

  test('refuses: nobody can connect until it listens again, at the same port', async () => {
    await pair();
    const { port } = proxy;
    await proxy.refuse();
    await assert.rejects(dial(), { code: 'ECONNREFUSED' });
    await proxy.listen();
    assert.equal(proxy.port, port);
    await pair();
    assert.equal(proxy.dials.items.length, 2);
  });

  test('resets the next connections, and no more', async () => {
    proxy.next('reset', 'reset');
    for (let i = 0; i < 2; i++) {
      const socket = connect({ port: proxy.port, host: '127.0.0.1' });
      assert.equal(await within(new Ear(socket).ended), 'reset');
    }
    await pair();
    assert.equal(proxy.dials.items.length, 3);
  });

  test('accepts and says nothing', async () => {
    proxy.treatment = 'silent';
    const client = await dial();
    client.say('hello?');
    client.socket.end();
    assert.equal(await within(client.ended), 'end');
    assert.equal(client.text, '');
    assert.equal(served.items.length, 0);
  });

  test('answers a request instead of the server', async () => {
    proxy.treatment = { status: 503 };
    const response = await fetch(`http://${proxy.host}/api`);
    assert.equal(response.status, 503);
    assert.equal(served.items.length, 0);
    proxy.heal();
    await pair();
  });

  test('resets who connects while the server is away', async () => {
    const gone = createServer().listen(0, '127.0.0.1');
    await once(gone, 'listening');
    const { port } = /** @type {import('node:net').AddressInfo} */ (gone.address());
    await new Promise((resolve) => gone.close(resolve));
    const lonely = await startProxy({ port });
    try {
      const socket = connect({ port: lonely.port, host: '127.0.0.1' });
      assert.equal(await within(new Ear(socket).ended), 'reset');
      assert.equal(lonely.dials.items.length, 1);
    } finally {
      await lonely.close();
    }
  });
});
