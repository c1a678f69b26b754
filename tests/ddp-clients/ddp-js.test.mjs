// @ts-check
// ddp.js against our server.

import assert from 'node:assert/strict';
import { once } from 'node:events';
import { test } from 'node:test';
import { within } from '../support/index.mjs';
import { ddpJs } from './clients/ddp-js.mjs';
import { journey } from './journey.mjs';

journey(ddpJs, {
  refused: { meteor: 'no reason', streamer: 'not-allowed' },
  tests(world) {
    test('DF20: a publication that there is not: nosub with 404', async () => {
      const { native } = await world().connect(ddpJs);
      const ended = once(native, 'nosub');
      const asked = native.sub('no/such', []);
      const [{ id, error }] = await within(ended);
      assert.deepEqual([id, error.error, error.reason], [asked, 404, "Subscription 'no/such' not found"]);
    });

    test('DF21: two subscriptions to one room are two: each brings every message', async () => {
      const alice = await world().enter(ddpJs, 'alice');
      const [{ rid }] = await alice.call('createChannel', `twice-${Date.now()}`, [], false);
      const [first] = [await alice.subscribe(rid), await alice.subscribe(rid)];
      await alice.call('sendMessage', { rid, msg: 'once' });
      await alice.events.when((events) => events.length === 2);
      await first.stop();
      await alice.call('sendMessage', { rid, msg: 'again' });
      assert.deepEqual(alice.events.items.map(({ fields }) => fields.args[0].msg), ['once', 'once', 'again']);
    });
  },
});
