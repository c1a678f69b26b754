// @ts-check
// Nobody outside knows how the hosted Skapi service writes its frames: percent-encoded as a whole,
// or as plain JSON. Our SDK must read both, and must not take text for an encoding.

import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, afterEach, before, describe, test } from 'node:test';
import { PAYLOADS } from './payloads.mjs';
import { openWorld } from './world.mjs';

const asPlainJson = (/** @type {string} */ frame) => JSON.stringify(JSON.parse(frame));
const asEncodedJson = (/** @type {string} */ frame) => encodeURI(asPlainJson(frame));

describe('frames in either writing', () => {
  /** @type {Awaited<ReturnType<typeof openWorld>>} */
  let world;
  before(async () => void (world = await openWorld()));
  afterEach(() => world.leave());
  after(() => world?.close());

  for (const [client, writing, rewrite] of /** @type {const} */ ([
    ['skapi-js', 'percent-encoded', asEncodedJson],
    ['skapi', 'percent-encoded', asEncodedJson],
    ['skapi', 'plain', asPlainJson],
    ['groupwire', 'plain', asPlainJson],
  ])) {
    test(`I70: ${client} reads every payload from ${writing} frames, as a message and as a private message`, async () => {
      const group = `100% ${randomUUID()}`;
      const member = await world.connect(client, { rewrite });
      const sender = await world.connect('skapi-js');
      await member.join(group);
      await sender.join(group);
      for (const [name, payload] of PAYLOADS) {
        for (const [type, to, sender_rid] of [['message', group, group], ['private', member.user, null]]) {
          const before = member.events.items.length;
          await sender.postText(JSON.stringify(payload), String(to));
          const event = await member.events.when((all) => all.slice(before).find((event) => event.type === type), 5_000, name);
          assert.deepEqual(event, {
            type,
            message: JSON.parse(JSON.stringify(payload)),
            sender: sender.user,
            sender_cid: sender.cid,
            sender_rid,
            code: null,
          }, name);
        }
      }
    });
  }
});
