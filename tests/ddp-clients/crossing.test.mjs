// @ts-check
// The unmodified skapi-js and the unmodified @rocket.chat/ddp-client in one group.

import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, afterEach, before, describe, test } from 'node:test';
import { openWorld } from '../interop/world.mjs';
import { rocketChatDdpClient } from './clients/rocket-chat-ddp-client.mjs';
import { writeUsers } from './world.mjs';

describe('skapi-js and @rocket.chat/ddp-client', () => {
  /** @type {Awaited<ReturnType<typeof openWorld>>} */
  let world;
  /** @type {string} */
  let folder;
  /** @type {import('./clients/client.mjs').Peer | undefined} */
  let alice;
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'groupwire-crossing-'));
    world = await openWorld({ flags: ['--users', writeUsers(folder)] });
  });
  afterEach(async () => {
    await alice?.close();
    await world.leave();
  });
  after(async () => {
    await world?.close();
    await rm(folder, { recursive: true });
  });

  /** A group with a user of each client in it, and what alice hears there. */
  async function group() {
    const name = `crossing-${randomUUID()}`;
    const member = await world.connect('skapi-js');
    await member.join(name);
    const alice = await enter();
    const rid = await alice.call('getRoomIdByNameOrId', name);
    await alice.call('joinRoom', rid);
    return { name, member, alice, rid, ...(await alice.subscribe(rid)) };
  }

  async function enter() {
    alice = await rocketChatDdpClient.connect(world.server);
    const { id } = await alice.logIn('alice', 'secret');
    return { ...alice, id };
  }

  test('DF32: a post of skapi-js to the group is a message in the room of its name', async () => {
    const { name, member, rid, messages } = await group();
    await member.post('from Skapi – grüße 🎉', name);
    const message = await messages.first(() => true);
    assert.deepEqual([message.rid, message.msg, message.u._id], [rid, 'from Skapi – grüße 🎉', member.user]);
  });

  test('DF33: a message to the room is a post to the group, with its text and its sender', async () => {
    const { name, member, alice, rid } = await group();
    await alice.call('sendMessage', { rid, msg: 'from Rocket.Chat – grüße 🎉' });
    const { message, sender, sender_rid } = await member.event('message');
    assert.deepEqual([message, sender, sender_rid], ['from Rocket.Chat – grüße 🎉', alice.id, name]);
  });

  test('DF34: a private post is a direct message, and the answer to it is a private post', async () => {
    const member = await world.connect('skapi-js');
    const alice = await enter();
    const { messages } = await alice.subscribe('__my_messages__');
    await member.post('psst', alice.id);
    const { rid, msg, u } = await messages.first(() => true);
    assert.deepEqual([msg, u._id], ['psst', member.user]);
    await alice.call('sendMessage', { rid, msg: 'I hear you' });
    // Its own post came back to it, too.
    const { message } = await member.event('private', ({ sender }) => sender === alice.id);
    assert.equal(message, 'I hear you');
  });
});
