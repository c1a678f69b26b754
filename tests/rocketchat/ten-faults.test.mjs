// @ts-check
// The ten faults that were found in another client of this protocol, each made to happen to ours: section DX of docs/SPEC.md.

import assert from 'node:assert/strict';
import { createServer } from 'node:net';
import { once } from 'node:events';
import { describe, test } from 'node:test';
import { until } from '../support/index.mjs';
import { pageWorld } from './page.mjs';

/** A port where nobody listens. */
async function deadPort() {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = /** @type {import('node:net').AddressInfo} */ (server.address());
  server.close();
  await once(server, 'close');
  return port;
}

describe('ten faults', () => {
  const place = pageWorld({ dialect: 'meteor' });
  const { client, connected, alice, bob } = place;

  test('DX1: connecting to a port where nobody listens rejects', async () => {
    const rc = await client({ url: `ws://127.0.0.1:${await deadPort()}/websocket` });
    const { code, message } = await rc.fails((rc) => rc.connect());
    assert.deepEqual([code, message], ['ERROR', 'Skapi: WebSocket connection error.']);
    assert.deepEqual(await rc.run((rc) => rc.state.name), 'closed');
  });

  test('DX2: two subscriptions to one stream are one at the server, and each listener is called once', async () => {
    const rc = await alice();
    const subscribed = await rc.run(async (rc) => {
      const one = rc.subscribe('room-messages', 'GENERAL', ({ msg }) => rc.heard.push(`one ${msg}`));
      const other = rc.subscribe('room-messages', 'GENERAL', ({ msg }) => rc.heard.push(`other ${msg}`));
      await Promise.all([one.ready, other.ready]);
      await rc.call('sendMessage', { rid: 'GENERAL', msg: 'hi' });
      await rc.call('sendMessage', { rid: 'GENERAL', msg: 'bye' });
      return (await rc.call('test:subscriptions')).length;
    });
    await rc.until((rc) => rc.heard.includes('other bye'));
    assert.deepEqual([subscribed, await rc.run((rc) => rc.heard)], [1, ['one hi', 'other hi', 'one bye', 'other bye']]);
  });

  test('DX3: a refusal without a reason rejects, and nothing of the subscription is kept', async () => {
    const rc = await alice();
    assert.equal((await rc.fails((rc) => rc.subscribe('room-messages', 'FORBIDDEN').ready)).code, 'NOT_ALLOWED');
    place.proxy.kill();
    await rc.until((rc) => rc.told.login?.length === 2 && rc.state.name === 'online');
    assert.deepEqual(await rc.run((rc) => rc.call('test:subscriptions')), []);
    assert.equal(await rc.run((rc) => rc.told.ended), undefined);
  });

  test('DX4: a method in flight when the connection breaks is settled', async () => {
    const rc = await alice();
    await rc.run((rc) => {
      rc.call('slow', 3_000).catch(({ code, settled }) => rc.heard.push([code, settled]));
    });
    place.proxy.kill();
    await rc.until((rc) => rc.heard.length);
    assert.deepEqual(await rc.run((rc) => rc.heard), [['INVALID_REQUEST', 'unknown']]);
  });

  test('DX5: a login in flight when the connection breaks holds up nothing', async () => {
    const rc = await connected();
    const id = await (await alice({ url: `${place.server.base.replace('http', 'ws')}/websocket` })).run((rc) => rc.user?.id);
    const [link] = place.proxy.links;
    const sent = link?.up.bytes ?? 0;
    place.proxy.set({ down: { held: true } });
    await rc.run((rc) => {
      rc.login({ user: 'alice', password: 'secret' }).then(({ userId }) => rc.heard.push(userId));
    });
    await until(() => link && link.up.bytes > sent);
    await rc.run((rc) => {
      rc.call('whoami').then((id) => rc.heard.push(id));
    });
    place.proxy.kill();
    place.proxy.heal();
    await rc.until((rc) => rc.heard.length === 2);
    assert.deepEqual(await rc.run((rc) => rc.heard), [id, id]);
    assert.equal(await rc.run((rc) => rc.call('echo', 'later')), 'later');
  });

  test('DX6: what was called without a connection is done after the login', async () => {
    const rc = await alice();
    const id = await rc.run((rc) => rc.user?.id);
    place.proxy.treatment = 'reset';
    place.proxy.kill();
    await rc.until((rc) => rc.state.name === 'waiting');
    const calls = rc.run((rc) => Promise.all([rc.call('whoami'), rc.call('sendMessage', { rid: 'GENERAL', msg: 'queued' })]));
    place.proxy.heal();
    const [whoami, message] = await calls;
    assert.deepEqual([whoami, message.u._id], [id, id]);
  });

  test('DX7: a token that was revoked meanwhile ends in a state that says so, and in no unhandled rejection', async () => {
    const [first, other] = [await alice(), await bob()];
    const { token } = (await first.told('login'))[0];
    const rc = await connected({ login: { resume: token } });
    await rc.run(async (rc) => {
      addEventListener('unhandledrejection', ({ reason }) => rc.heard.push(`unhandled: ${reason}`));
      const subscription = rc.subscribe('room-messages', 'GENERAL');
      await subscription.ready;
      void subscription.over.then((error) => rc.heard.push(error?.message));
    });
    await other.run((rc, token) => rc.call('test:revoke', token), token);
    place.proxy.kill();
    await rc.until((rc) => rc.state.name === 'closed');
    const state = await rc.run((rc) => [/** @type {any} */ (rc.state).reason, rc.user, rc.credentials, rc.heard]);
    assert.deepEqual(state, ['unauthorized', undefined, undefined, ['The connection is closed: unauthorized.']]);
  });

  test('DX8: with the default options it is back after an outage, however many attempts failed', async () => {
    const rc = await alice({ backoff: undefined });
    place.proxy.treatment = 'reset';
    const before = place.proxy.dials.items.length;
    place.proxy.kill();
    await place.proxy.dialled(before + 3);
    place.proxy.heal();
    await rc.until((rc) => rc.told.login?.length === 2 && rc.state.name === 'online');
    assert.equal(await rc.run((rc) => rc.call('whoami')), await rc.run((rc) => rc.user?.id));
  });

  test('DX9: the end of a subscription that was ready is told', async () => {
    const rc = await alice();
    const error = await rc.run(async (rc) => {
      const subscription = rc.subscribe('room-messages', 'GENERAL');
      await subscription.ready;
      await rc.logout();
      const error = await subscription.over;
      return [error?.code, rc.told.ended?.map(({ name, key }) => `${name} ${key}`)];
    });
    assert.deepEqual(error, ['NOT_ALLOWED', ['room-messages GENERAL']]);
  });

  test('DX10: a link that is dead in both directions is noticed, and another one is made', async () => {
    const rc = await alice({ heartbeat: 200, heartbeatTimeout: 200 });
    await rc.run(async (rc) => void (await rc.subscribe('room-messages', 'GENERAL', ({ msg }) => rc.heard.push(msg)).ready));
    place.proxy.setOpen({ up: { lost: true }, down: { lost: true } });
    await rc.until((rc) => rc.told.login?.length === 2 && rc.state.name === 'online');
    await rc.run((rc) => rc.call('sendMessage', { rid: 'GENERAL', msg: 'alive' }));
    await rc.until((rc) => rc.heard.includes('alive'));
  });
});
