// @ts-check
// The client in a browser, against our server in both of its dialects.

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { until } from '../support/index.mjs';
import { DIALECTS, INSECURE, pageWorld } from './page.mjs';

for (const dialect of DIALECTS) {
  describe(`RocketChat in a browser, dialect ${dialect}`, () => {
    const place = pageWorld({ dialect, flags: ['--ddp-without', 'getRoomNameById'] });
    const { client, connected, alice, bob } = place;

    /** The subscriptions that the server has of a stream and a key. @param {import('./page.mjs').PageClient} rc @param {string} name @param {string} key */
    const subscriptions = (rc, name, key) =>
      rc.run(async (rc, [name, key]) => {
        const all = await rc.call('test:subscriptions');
        return all.filter((/** @type {any} */ one) => one.name === name && one.params[0] === key).length;
      }, /** @type {const} */ ([name, key]));

    test('DK2: connecting gives the open socket, logged in or nobody’s', async () => {
      const nobody = await client();
      const socket = await nobody.run(async (rc) => {
        const [one, other] = await Promise.all([rc.connect(), rc.connect()]);
        return { isOpen: one.readyState === WebSocket.OPEN, isSame: one === other, user: rc.user };
      });
      assert.deepEqual(socket, { isOpen: true, isSame: true, user: undefined });
      assert.deepEqual((await nobody.told('statechange')).map(({ name }) => name), ['connecting', 'handshaking', 'online']);

      const rc = await alice();
      const { user, whoami, credentials } = await rc.run(async (rc) => ({
        user: rc.user,
        whoami: await rc.call('whoami'),
        credentials: rc.credentials,
      }));
      assert.equal(user?.username, 'alice');
      assert.deepEqual([whoami, credentials?.userId], [user?.id, user?.id]);
      const [login] = await rc.told('login');
      assert.deepEqual([login.userId, login.token, login.tokenExpires instanceof Date], [user?.id, credentials?.token, true]);
    });

    test('DK2: without a url it is at the page’s own origin', async () => {
      const rc = await client({ url: undefined }, { origin: place.server.base });
      await rc.run(async (rc) => void (await rc.connect()));
    });

    test('DK10, DK11: results of every kind', async () => {
      const rc = await connected();
      const { dates, falsy } = await rc.run(async (rc) => {
        const { d, b, n, i, e, r } = await rc.call('dates');
        const falsy = [];
        for (const name of ['retNull', 'retUndef', 'retZero', 'retFalse', 'retEmpty']) falsy.push(await rc.call(name));
        return { dates: [d instanceof Date && d.getTime(), b instanceof Uint8Array && [...b], Number.isNaN(n), i, e, String(r)], falsy };
      });
      assert.deepEqual(dates, [1_700_000_000_000, [1, 2, 3], true, Infinity, { $date: 5 }, '/a/gi']);
      assert.deepEqual(falsy, dialect === 'meteor' ? [null, undefined, 0, false, ''] : Array(5).fill(undefined));
      const echoed = await rc.run((rc) => rc.call('echo', { at: new Date(5), literal: { $date: 5 } }));
      assert.deepEqual(echoed, { at: new Date(5), literal: { $date: 5 } });
    });

    test('DK12: errors as the server gives them', async () => {
      const rc = await connected();
      const { cause, ...error } = await rc.fails((rc) => rc.call('boomClient'));
      assert.deepEqual(error, { code: 'error-x', message: 'Reason X', settled: 'refused' });
      assert.equal(cause.error, 'error-x');
      assert.deepEqual((await rc.fails((rc) => rc.call('no/such'))).code, '404');
    });

    test('DK20, DK25: a wrong password, and then the right one', async () => {
      const rc = await connected();
      const error = await rc.fails((rc) => rc.login({ user: 'alice', password: 'guess' }));
      assert.equal(error.code, '403');
      const user = await rc.run(async (rc) => {
        await rc.login({ user: 'alice', password: 'secret' });
        return rc.call('whoami').then((id) => [id, rc.user]);
      });
      assert.equal(user[0], user[1]?.id);
    });

    test('DK22, DK38: after a lost connection it is logged in and subscribed again', async () => {
      const [rc, other] = [await alice(), await bob()];
      await rc.run(async (rc) => void (await rc.subscribe('room-messages', 'GENERAL', ({ msg }) => rc.heard.push(msg)).ready));
      place.proxy.kill();
      await rc.until((rc) => rc.told.login?.length === 2);
      await other.until((rc) => rc.state.name === 'online');
      assert.equal(await rc.run((rc) => rc.call('whoami')), (await rc.told('login'))[0].userId);
      await other.run((rc) => rc.call('sendMessage', { rid: 'GENERAL', msg: 'after' }));
      await rc.until((rc) => rc.heard.includes('after'));
      assert.deepEqual(await rc.run((rc) => rc.heard), ['after']);
    });

    test('DK23: a token that is revoked: closed, and calls say why', async () => {
      const [first, other] = [await alice(), await bob()];
      const resume = (await first.told('login'))[0].token;
      const rc = await connected({ login: { resume } });
      await other.run((rc, token) => rc.call('test:revoke', token, true), resume);
      await rc.until((rc) => rc.state.name === 'closed');
      assert.deepEqual(await rc.run((rc) => [/** @type {any} */ (rc.state).reason, rc.user, rc.told.logout?.length]), ['unauthorized', undefined, 1]);
      const { message, cause } = await rc.fails((rc) => rc.call('whoami'));
      assert.deepEqual([message, cause.code], ['User login is required.', '403']);
      await first.until((rc) => rc.told.login?.length === 2 && rc.state.name === 'online');
    });

    test('DK21: who resumes a login has a name, too', async () => {
      const first = await alice();
      const { token } = (await first.told('login'))[0];
      const rc = await connected({ login: { resume: token } });
      await rc.until((rc) => rc.user?.username === 'alice');
    });

    test('DK28: after a logout the connection is nobody’s', async () => {
      const rc = await alice();
      await rc.run((rc) => rc.logout());
      await rc.until((rc) => rc.state.name === 'online');
      const after = await rc.run(async (rc) => {
        await rc.connect();
        return [await rc.call('whoami'), rc.user, rc.credentials];
      });
      assert.deepEqual(after, [dialect === 'meteor' ? null : undefined, undefined, undefined]);
      await rc.run((rc) => rc.login({ user: 'bob', password: 'hunter2' }));
      assert.equal(await rc.run((rc) => rc.user?.username), 'bob');
    });

    test('DK29: where passwords cannot be hashed, it says what to do', async () => {
      const { port } = new URL(place.site.base);
      const rc = await client({ login: { user: 'alice', password: 'secret' } }, { origin: `http://${INSECURE}:${port}` });
      const { cause } = await rc.fails((rc) => rc.connect());
      assert.equal(cause.code, 'NOT_SUPPORTED');
      const direct = await rc.fails((rc) => rc.login({ user: 'alice', password: 'secret' }));
      assert.match(direct.message, /secure context: serve the page over https/);
    });

    test('DK30: however many listen, the server has one subscription', async () => {
      const rc = await alice();
      await rc.run(async (rc) => {
        const all = Array.from({ length: 5 }, (_, n) => rc.subscribe('room-messages', 'GENERAL', ({ msg }) => rc.heard.push([n, msg])));
        await Promise.all(all.map(({ ready }) => ready));
        Object.assign(rc, { all });
        await rc.call('sendMessage', { rid: 'GENERAL', msg: 'hi' });
      });
      assert.equal(await subscriptions(rc, 'stream-room-messages', 'GENERAL'), 1);
      await rc.until((rc) => rc.heard.length === 5);
      await rc.run((rc) => /** @type {any} */ (rc).all.forEach((/** @type {any} */ one) => one.stop()));
      await until(async () => (await subscriptions(rc, 'stream-room-messages', 'GENERAL')) === 0);
      assert.deepEqual(await rc.run((rc) => rc.heard), [0, 1, 2, 3, 4].map((n) => [n, 'hi']));
    });

    test('DK33: a room that may not be listened to', async () => {
      const rc = await alice();
      const { code } = await rc.fails((rc) => rc.subscribe('room-messages', 'FORBIDDEN').ready);
      assert.equal(code, dialect === 'meteor' ? 'NOT_ALLOWED' : 'not-allowed');
      assert.equal((await rc.fails((rc) => rc.publication('no/such').ready)).code, '404');
    });

    test('DK35: messages of several rooms, read with for await', async () => {
      const [rc, other] = [await alice(), await bob()];
      const name = `read-${dialect}-${process.pid}`;
      const [room] = [await rc.run((rc, name) => rc.call('createChannel', name, ['bob'], false), name)].flat();
      const rid = /** @type {string} */ (room?.rid);
      const read = rc.run(async (rc, rid) => {
        const [general, own] = [rc.subscribe('room-messages', 'GENERAL'), rc.subscribe('room-messages', rid)];
        await Promise.all([general.ready, own.ready]);
        const texts = [];
        rc.heard.push('ready');
        for await (const [{ msg, u, ts, t }] of own) {
          // What the server itself says of the room is in between.
          if (!t) texts.push([msg, u.username, ts instanceof Date]);
          if (texts.length === 2) return texts;
        }
        return texts;
      }, rid);
      await rc.until((rc) => rc.heard.includes('ready'));
      await other.run(async (rc, rid) => {
        await rc.call('joinRoom', rid);
        await rc.call('sendMessage', { rid, msg: 'one' });
        await rc.call('sendMessage', { rid: 'GENERAL', msg: 'elsewhere' });
        await rc.call('sendMessage', { rid, msg: 'two' });
      }, rid);
      assert.deepEqual(await read, [['one', 'bob', true], ['two', 'bob', true]]);
    });

    test('DK37: the server ends a subscription', async () => {
      const rc = await alice();
      const { ended, over } = await rc.run(async (rc) => {
        const subscription = rc.subscribe('room-messages', 'GENERAL');
        await subscription.ready;
        await rc.call('test:stop', 'stream-room-messages', 'GENERAL');
        const { code } = /** @type {any} */ (await subscription.over);
        return { ended: rc.told.ended?.map(({ name, key }) => [name, key]), over: code };
      });
      assert.deepEqual([ended, over], [[['room-messages', 'GENERAL']], 'NOT_ALLOWED']);
    });

    test('DK50, DK52: how present others are, now and from now on', async () => {
      const [rc, other] = [await alice(), await bob()];
      const uid = await other.run((rc) => rc.user?.id);
      await rc.run((rc, uid) => void rc.presence.watch([/** @type {string} */ (uid)], ({ username, status }) => rc.heard.push([username, status])), uid);
      await rc.until((rc) => rc.heard.some(([, status]) => status === 'online'));
      await other.run((rc) => rc.call('UserPresence:setDefaultStatus', 'busy'));
      await rc.until((rc) => rc.heard.at(-1)[1] === 'busy');
      const beside = await bobBeside();
      place.proxy.set({ down: { held: true } });
      await beside.run((rc) => rc.call('UserPresence:setDefaultStatus', 'away'));
      place.proxy.kill();
      place.proxy.heal();
      await rc.until((rc) => rc.heard.at(-1)[1] === 'away');
      assert.ok((await rc.run((rc) => rc.heard)).every(([username]) => username === 'bob'));
    });

    test('DK19: requests of the REST API', async () => {
      const rc = await alice();
      const answer = await rc.run(async (rc) => {
        const { user } = await rc.rest('GET', 'users.info', { username: 'bob' });
        return user.username;
      });
      assert.equal(answer, 'bob');
      const { code } = await rc.fails((rc) => rc.rest('GET', 'users.info', { username: 'nobody of this name' }));
      assert.equal(code, 'error-invalid-user');
      const nobody = await connected();
      assert.equal((await nobody.fails((rc) => rc.rest('GET', 'users.info', { username: 'bob' }))).settled, 'refused');
    });

    test('DK55, DK56: who is typing', async () => {
      const [rc, other] = [await alice(), await bob()];
      await rc.run(async (rc) => {
        rc.typing('GENERAL').watch((users) => rc.heard.push(users));
        await rc.subscribe('notify-room', 'GENERAL/user-activity').ready;
      });
      await other.run((rc) => rc.typing('GENERAL').start());
      await rc.until((rc) => rc.heard.length === 1);
      await other.run((rc) => rc.typing('GENERAL').stop());
      await rc.until((rc) => rc.heard.length === 2);
      assert.deepEqual(await rc.run((rc) => rc.heard), [['bob'], []]);
    });

    test('DK61: a message whose answer got lost is there once', async () => {
      const rc = await alice();
      const msg = `lost ${dialect} ${process.pid}`;
      place.proxy.set({ down: { held: true } });
      const sending = rc.run((rc, msg) => rc.call('sendMessage', { rid: 'GENERAL', msg }), msg);
      const other = await bobBeside();
      const texts = () =>
        other.run(async (rc) => {
          const history = await rc.call('loadHistory', 'GENERAL', null, 50);
          return history ? history.messages.map(({ msg }) => msg) : [];
        });
      await until(async () => (await texts()).includes(msg));
      place.proxy.kill();
      place.proxy.heal();
      assert.equal((await sending).msg, msg);
      assert.equal((await texts()).filter((text) => text === msg).length, 1);
    });

    /** Bob, past the proxy. */
    const bobBeside = () => bob({ url: `${place.server.base.replace('http', 'ws')}/websocket` });

    test('DK18: a method that the server has lost is called over REST', async () => {
      const rc = await alice();
      assert.equal(await rc.run((rc) => rc.call('getRoomNameById', 'GENERAL')), 'GENERAL');
      const alone = await alice({ rest: false });
      assert.equal((await alone.fails((rc) => rc.call('getRoomNameById', 'GENERAL'))).code, '404');
    });
  });
}
