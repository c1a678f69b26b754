// @ts-check
// ddp (node-ddp-client) against our server.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { connect, ddp } from './clients/ddp.mjs';
import { ROOM_MESSAGES } from './clients/client.mjs';
import { journey } from './journey.mjs';

journey(ddp, {
  // It takes an end without an error for a beginning.
  refused: { meteor: 'ready', streamer: 'not-allowed' },
  tests(world, dialect) {
    test('DF22: its collections have the document of a stream, and no more of it than that', async () => {
      const alice = await world().enter(ddp, 'alice');
      await alice.subscribe('GENERAL');
      assert.deepEqual(alice.native.collections[ROOM_MESSAGES], { id: { _id: 'id', eventName: 'GENERAL' } });
    });

    test('DF23: it finds its way by /sockjs/info', async () => {
      const alice = await world().connect({ ...ddp, connect: (server) => connect(server, { useSockJs: true }) });
      await alice.logIn('alice', 'secret');
    });

    test('DF39: it asks for an old version of DDP, and gets the one that the server wants', async () => {
      const alice = await world().connect({ ...ddp, connect: (server) => connect(server, { ddpVersion: 'pre2' }) });
      await alice.logIn('alice', 'secret');
      assert.equal(alice.native.ddpVersion, dialect === 'meteor' ? '1' : 'pre2');
    });
  },
});
