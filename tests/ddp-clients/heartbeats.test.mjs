// @ts-check
// The signs of life that the server asks for, and that each client gives in its way.

import assert from 'node:assert/strict';
import { once } from 'node:events';
import { after, afterEach, before, describe, test } from 'node:test';
import { within } from '../support/index.mjs';
import { load, websocketOf } from './clients/client.mjs';
import { clients } from './clients/index.mjs';
import { PythonObject } from './clients/python.mjs';
import { DIALECTS, openWorld } from './world.mjs';

/** The server pings after so long, and closes after as long again. */
const HEARTBEAT = '400ms';

for (const dialect of DIALECTS) {
  describe(`heartbeats, dialect ${dialect}`, () => {
    /** @type {Awaited<ReturnType<typeof openWorld>>} */
    let world;
    before(async () => void (world = await openWorld({ dialect, flags: ['--ddp-heartbeat', HEARTBEAT] })));
    afterEach(() => world.leave());
    after(() => world?.close());

    /** Waits until the server has given up a client that says nothing: two heartbeats. */
    async function aSilentOneIsClosed() {
      const socket = new (load('ws').WebSocket)(websocketOf(world.server));
      socket.on('open', () => socket.send('{"msg":"connect","version":"1","support":["1"]}'));
      await within(once(socket, 'close'), undefined, 'the server to close a silent connection');
    }

    test('DF12: every client stays connected, while one that says nothing is closed', async (t) => {
      const python = new PythonObject('async_client.py');
      t.after(() => python.end());
      await python.call('start', websocketOf(world.server), 'bob', 'hunter2');
      const peers = await Promise.all(clients.map((client) => world.enter(client, 'alice')));
      const ended = Promise.race(peers.map(({ closed }, at) => closed.then(() => clients[at]?.name)));
      for (let round = 0; round < 3; round++) {
        assert.equal(await Promise.race([ended, aSilentOneIsClosed()]), undefined, 'none is closed');
      }
      for (const { call } of peers) assert.ok(Array.isArray(await call('rooms/get')));
      assert.ok(Array.isArray(await python.call('get_channels')));
    });
  });
}
