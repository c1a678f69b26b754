// @ts-check
// The members of a group, kept true over the real server.

import assert from 'node:assert/strict';
import { createServer, request as forward } from 'node:http';
import { once } from 'node:events';
import { describe, test } from 'node:test';
import { until } from '../support/index.mjs';
import { heard, world } from './helper.mjs';

/** @typedef {import('../../npm/dist/index.js').Member} Member */

/** Who is there, and with how many connections. @param {readonly Member[]} members */
const sizes = (members) => Object.fromEntries(members.map(({ user_id, connections }) => [user_id, connections.length]));

/** @param {readonly Member[]} members @param {Record<string, number>} wanted */
const are = (members, wanted) => JSON.stringify(Object.entries(sizes(members)).sort()) === JSON.stringify(Object.entries(wanted).sort());

describe('members', () => {
  const place = world();
  const { member, unique } = place;

  /** A proxy for list requests that counts them, and refuses as many as it is told. @param {import('node:test').TestContext} t */
  async function counted(t) {
    const count = { requests: 0, refuse: 0, httpUrl: '' };
    const http = createServer((request, response) => {
      count.requests++;
      if (count.refuse-- > 0) return void response.writeHead(503).end('busy');
      const { method, headers, url } = request;
      const to = forward(new URL(url ?? '', place.server.base), { method: method ?? 'POST', headers }, (answer) => {
        response.writeHead(answer.statusCode ?? 500, answer.headers);
        answer.pipe(response);
      });
      request.pipe(to);
    });
    http.listen(0, '127.0.0.1');
    await once(http, 'listening');
    t.after(() => (http.closeAllConnections(), http.close()));
    count.httpUrl = `http://127.0.0.1:${/** @type {import('node:net').AddressInfo} */ (http.address()).port}/`;
    return count;
  }

  test('J30, J31: one entry for each user, changed by who comes and leaves', async () => {
    const name = unique('group');
    const { client: ann } = await member('ann');
    const { client: bob } = await member('bob');
    const { client: bobToo } = await member('bob');
    await bob.group(name).join();
    const group = ann.group(name);
    await group.join();
    const lists = heard(group, 'members');
    await lists.first((members) => are(members, { ann: 1, bob: 1 }));
    await bobToo.group(name).join();
    const both = await lists.first((members) => are(members, { ann: 1, bob: 2 }));
    assert.equal(group.members, both);
    const { list } = await group.users();
    assert.deepEqual(both.flatMap(({ connections }) => connections).sort(), list.map(({ cid }) => cid).sort());
    await bob.group(name).leave();
    await lists.when((all) => are(all.at(-1) ?? [], { ann: 1, bob: 1 }));
    await bobToo.closeRealtime();
    await lists.when((all) => are(all.at(-1) ?? [], { ann: 1 }));
  });

  test('J30: members also of the group of joinRealtime', async () => {
    const name = unique('group');
    const { client: ann } = await member('ann');
    const { client: bob } = await member('bob');
    const group = ann.group(name);
    const lists = heard(group, 'members');
    await ann.joinRealtime({ group: name });
    await bob.joinRealtime({ group: name });
    await lists.when((all) => are(all.at(-1) ?? [], { ann: 1, bob: 1 }));
    await bob.joinRealtime({ group: null });
    await lists.when((all) => are(all.at(-1) ?? [], { ann: 1 }));
  });

  test('J30: members of the group that joinRealtime joined before somebody asked for its handle', async () => {
    const name = unique('group');
    const { client: ann } = await member('ann');
    const { client: bob } = await member('bob', { url: place.server.wsUrl });
    await ann.joinRealtime({ group: name });
    const group = ann.group(name);
    await until(() => are(group.members, { ann: 1 }));
    const lists = heard(group, 'members');
    place.proxy.treatment = 'reset';
    place.proxy.kill();
    await bob.joinRealtime({ group: name });
    place.proxy.heal();
    await lists.when((all) => are(all.at(-1) ?? [], { ann: 1, bob: 1 }));
  });

  test('J30: members with skapi', async () => {
    const name = unique('group');
    const skapi = { protocol: 'skapi', service: 'default' };
    const { client: ann } = await member('ann', skapi);
    const { client: bob } = await member('bob', skapi);
    const group = ann.group(name);
    await group.join();
    const lists = heard(group, 'members');
    await lists.when((all) => are(all.at(-1) ?? [], { ann: 1 }));
    await bob.joinRealtime({ group: name });
    await lists.when((all) => are(all.at(-1) ?? [], { ann: 1, bob: 1 }));
    const before = JSON.stringify(group.members);
    place.proxy.kill();
    const cids = (/** @type {readonly Member[]} */ members) => members.flatMap(({ connections }) => connections);
    const isNew = (/** @type {readonly Member[]} */ members) => cids(members).every((cid) => !before.includes(cid));
    await lists.when((all) => are(all.at(-1) ?? [], { ann: 1, bob: 1 }) && isNew(all.at(-1) ?? []));
  });

  test('J32: nobody uses them, nobody pays', async (t) => {
    const count = await counted(t);
    const { client: ann } = await member('ann', { httpUrl: count.httpUrl });
    const group = ann.group(unique('group'));
    const messages = heard(group, 'message');
    await group.join();
    await group.post('x');
    await messages.first(() => true);
    assert.equal(count.requests, 0);
    assert.deepEqual(group.members, []);
    await until(() => are(group.members, { ann: 1 }));
    assert.equal(count.requests, 1);
  });

  test('J36: of a group that is not joined there are none, and no list is asked for', async (t) => {
    const names = [unique('group'), unique('group')];
    const [joined = '', left = ''] = names;
    const { client: bob } = await member('bob');
    for (const name of names) await bob.group(name).join();
    const count = await counted(t);
    const { client: ann } = await member('ann', { httpUrl: count.httpUrl });
    const group = ann.group(unique('group'));
    // The one of `joinRealtime` is the newest, and none once the connection has been closed.
    await ann.joinRealtime({ group: left });
    await ann.joinRealtime({ group: joined });
    const others = [left, joined].map((name) => ann.group(name));
    const [, one] = others;
    assert.deepEqual([...others, group].map(({ members }) => members), [[], [], []]);
    await until(() => are(one?.members ?? [], { ann: 1, bob: 1 }));
    assert.deepEqual([others[0]?.members, group.members, count.requests], [[], [], 1]);
    assert.equal((await ann.group(left).users()).list.length, 1);
  });

  test('J36: nor are there any of the group of joinRealtime, once the connection has been closed', async (t) => {
    const name = unique('group');
    const count = await counted(t);
    const { client: ann } = await member('ann', { httpUrl: count.httpUrl });
    await ann.joinRealtime({ group: name });
    await ann.closeRealtime();
    await ann.connectRealtime(() => {});
    const [group, other] = [ann.group(name), ann.group(unique('group'))];
    assert.deepEqual(group.members, []);
    await other.join();
    await until(() => are(other.members, { ann: 1 }));
    assert.deepEqual([group.members, count.requests], [[], 1]);
  });

  test('J34: after a lost connection the list is asked for again', async () => {
    const name = unique('group');
    const { client: ann } = await member('ann');
    const direct = { url: place.server.wsUrl };
    const { client: bob } = await member('bob', direct);
    const { client: carl } = await member('carl', direct);
    const group = ann.group(name);
    const lists = heard(group, 'members');
    await group.join();
    await bob.group(name).join();
    await lists.when((all) => are(all.at(-1) ?? [], { ann: 1, bob: 1 }));
    place.proxy.treatment = 'reset';
    place.proxy.kill();
    await bob.closeRealtime();
    await carl.group(name).join();
    place.proxy.heal();
    await lists.when((all) => are(all.at(-1) ?? [], { ann: 1, carl: 1 }));
    assert.deepEqual(sizes(group.members), { ann: 1, carl: 1 });
  });

  test('J34: a failed request is made again', async (t) => {
    const count = await counted(t);
    const { client: ann } = await member('ann', { httpUrl: count.httpUrl });
    const group = ann.group(unique('group'));
    await group.join();
    count.refuse = 1;
    const lists = heard(group, 'members');
    assert.ok(are(await lists.first(() => true), { ann: 1 }));
    assert.equal(count.requests, 2);
  });

  test('J34, J35: after leaving it is empty, and after joining again it is true again', async () => {
    const { client: ann } = await member('ann');
    const group = ann.group(unique('group'));
    const lists = heard(group, 'members');
    await group.join();
    await lists.when((all) => are(all.at(-1) ?? [], { ann: 1 }));
    await group.leave();
    assert.deepEqual([group.members, lists.items.at(-1)], [[], []]);
    const told = lists.items.length;
    const online = new Promise((/** @type {(value?: unknown) => void} */ resolve) => {
      ann.on('statechange', ({ name }) => name === 'online' && resolve());
    });
    place.proxy.kill();
    await online;
    await ann.getRealtimeUsers({ group: group.name });
    assert.deepEqual([group.members, lists.items.length], [[], told], 'also after a lost connection');
    await group.join();
    await lists.when((all) => are(all.at(-1) ?? [], { ann: 1 }));
    await ann.closeRealtime();
    assert.deepEqual(group.members, []);
  });

  test('J34, J35: of the group of joinRealtime too', async () => {
    const { client: ann } = await member('ann');
    const { client: bob } = await member('bob');
    const group = ann.group(unique('group'));
    const lists = heard(group, 'members');
    const last = (/** @type {Record<string, number>} */ wanted) => lists.when((all) => are(all.at(-1) ?? [], wanted));
    await ann.joinRealtime({ group: group.name });
    await last({ ann: 1 });
    await ann.joinRealtime({ group: unique('group') });
    assert.deepEqual(group.members, []);
    await bob.joinRealtime({ group: group.name });
    await ann.joinRealtime({ group: group.name });
    await last({ ann: 1, bob: 1 });
  });

  test('J35: joined and left at once, it is empty', async () => {
    const { client: ann } = await member('ann');
    const group = ann.group(unique('group'));
    assert.deepEqual(group.members, []);
    await Promise.all([group.join(), group.leave()]);
    await ann.getRealtimeUsers({ group: group.name });
    assert.deepEqual(group.members, []);
  });
});
