// @ts-check
// Logging in: what is sent, what is kept of it, and what comes after a refusal.

import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { describe, test } from 'node:test';
import { until, within } from '../support/index.mjs';
import { SILENCE, failure, heard, refusal, scriptedWorld } from './scripted.mjs';

const sha256 = (/** @type {string} */ text) => createHash('sha256').update(text).digest('hex');

const ALICE = { id: 'uAlice', token: 'the first token', tokenExpires: { $date: 1_803_100_769_292 }, type: 'password' };
const WRONG = () => refusal(403, 'User not found or incorrect password');

describe('logging in', () => {
  const { serve, client, connected } = scriptedWorld();

  /** What the server is sent for a login. @param {import('../../npm/dist/rocketchat/index.js').Login} login */
  async function sent(login) {
    const server = await serve({ login: () => ALICE });
    await connected(server, { login });
    return server.calls('login')[0]?.[0];
  }

  const password = { digest: sha256('secret'), algorithm: 'sha-256' };

  test('DK20: a password goes out as its SHA-256 digest, for a username or an email address', async () => {
    assert.deepEqual(await sent({ user: 'alice', password: 'secret' }), { user: { username: 'alice' }, password });
    assert.deepEqual(await sent({ user: 'alice@example.org', password: 'secret' }), { user: { email: 'alice@example.org' }, password });
    assert.deepEqual(await sent({ user: { username: 'a@b' }, password: 'secret' }), { user: { username: 'a@b' }, password });
    assert.deepEqual(await sent({ user: { email: 'alice' }, password: { digest: password.digest } }), { user: { email: 'alice' }, password });
    assert.deepEqual(await sent({ user: 'ümit', password: 'pässwörd' }), {
      user: { username: 'ümit' },
      password: { digest: sha256('pässwörd'), algorithm: 'sha-256' },
    });
  });

  test('DK20: the other ways to log in have the forms that servers want', async () => {
    assert.deepEqual(await sent({ resume: 'a token' }), { resume: 'a token' });
    const oauth = { credentialToken: 'a token', credentialSecret: 'a secret' };
    assert.deepEqual(await sent({ oauth }), { oauth });
    assert.deepEqual(await sent({ ldap: { username: 'alice', password: 'secret' } }), {
      ldap: true,
      username: 'alice',
      ldapPass: 'secret',
      ldapOptions: {},
    });
    assert.deepEqual(await sent({ saml: { credentialToken: 'a token' } }), { saml: true, credentialToken: 'a token' });
    assert.deepEqual(await sent({ cas: { credentialToken: 'a token' } }), { cas: { credentialToken: 'a token' } });
    assert.deepEqual(await sent({ totp: { login: { user: 'alice', password: 'secret' }, code: '123456' } }), {
      totp: { login: { user: { username: 'alice' }, password }, code: '123456' },
    });
    assert.deepEqual(await sent({ custom: { crowd: true, username: 'alice' } }), { crowd: true, username: 'alice' });
  });

  test('DK20: what is no login is refused before anything is sent', async () => {
    const server = await serve({ login: () => ALICE });
    const rc = await connected(server);
    for (const login of [{}, null, { user: 5, password: 'secret' }, { user: 'alice', password: 5 }, { resume: 5 }]) {
      const error = await failure(rc.login(/** @type {any} */ (login)));
      assert.equal(error.code, 'INVALID_PARAMETER', JSON.stringify(login));
    }
    assert.deepEqual([server.calls('login'), rc.state.name], [[], 'online']);
  });

  test('DK21: who is logged in, and what authorizes requests', async () => {
    const server = await serve({ login: () => ALICE });
    const rc = client(server, { login: { user: 'alice', password: 'secret' } });
    const [logins, users] = [heard(rc, 'login'), heard(rc, 'user')];
    assert.deepEqual([rc.user, rc.credentials], [undefined, undefined]);
    await within(rc.connect());
    assert.deepEqual(logins.items, [{ userId: 'uAlice', token: ALICE.token, tokenExpires: new Date(1_803_100_769_292) }]);
    assert.deepEqual(rc.user, { id: 'uAlice', username: 'alice' });
    assert.deepEqual(rc.credentials, { userId: 'uAlice', token: ALICE.token });

    server.tell({ msg: 'added', collection: 'users', id: 'uAlice', fields: { username: 'alice.f', name: 'Alice' } });
    await users.first((user) => user?.name === 'Alice');
    assert.deepEqual(rc.user, { id: 'uAlice', username: 'alice.f', name: 'Alice' });
    server.tell({ msg: 'added', collection: 'users', id: 'uBob', fields: { username: 'bob' } });
    await until(() => rc.collections.get('users').has('uBob'));
    assert.deepEqual(rc.user, { id: 'uAlice', username: 'alice.f', name: 'Alice' });
  });

  test('DK3: after a close another connect resumes the login', async () => {
    const server = await serve({ login: () => ALICE });
    const rc = await connected(server, { login: { user: 'alice', password: 'secret' } });
    const subscription = rc.subscribe('room-messages', 'GENERAL');
    await within(subscription.ready);
    await within(Promise.all([rc.close(), rc.close()]));
    assert.equal(await within(subscription.over), undefined);
    assert.deepEqual(/** @type {any} */ (rc.state).reason, 'user');
    await within(rc.connect());
    assert.deepEqual(server.calls('login')[1], [{ resume: ALICE.token }]);
    assert.equal(server.subs().length, 1);
  });

  test('DK22: the next connection resumes with the token that the login gave', async () => {
    const server = await serve({ login: () => ALICE });
    const rc = await connected(server, { login: { user: 'alice', password: 'secret' } });
    const logins = heard(rc, 'login');
    server.kill();
    await logins.first(() => true);
    assert.deepEqual(server.calls('login')[1], [{ resume: ALICE.token }]);
  });

  test('DK22: a token that is refused falls back to the login', async () => {
    let isRevoked = false;
    const login = (/** @type {any} */ { resume }) => {
      if (resume && isRevoked) throw refusal(403, "You've been logged out by the server. Please log in again.");
      return ALICE;
    };
    const server = await serve({ login });
    const rc = await connected(server, { login: { user: 'alice', password: 'secret' } });
    const [logins, refused] = [heard(rc, 'login'), heard(rc, 'refused')];
    isRevoked = true;
    server.kill();
    await logins.first(() => true);
    assert.deepEqual(server.calls('login').slice(1).map(([login]) => Object.keys(login)), [['resume'], ['user', 'password']]);
    assert.deepEqual(refused.items.map(({ code }) => code), ['403']);
    assert.equal(rc.state.name, 'online');
  });

  test('DK23: with nothing left to log in with, the client is closed, and calls say why', async () => {
    let isRevoked = false;
    const server = await serve({
      login() {
        if (isRevoked) throw WRONG();
        return ALICE;
      },
      echo: (value) => value,
    });
    const rc = await connected(server, { login: { resume: 'a token' } });
    const [states, logouts] = [heard(rc, 'statechange'), heard(rc, 'logout')];
    const subscription = rc.subscribe('room-messages', 'GENERAL');
    await within(subscription.ready);
    isRevoked = true;
    server.kill();
    await states.first(({ name }) => name === 'waiting');
    const waiting = failure(rc.call('echo', 1));
    const closed = await states.first(({ name }) => name === 'closed');
    assert.equal(/** @type {any} */ (closed).reason, 'unauthorized');
    assert.deepEqual([logouts.items.length, rc.user, rc.credentials], [1, undefined, undefined]);
    for (const error of [await waiting, await failure(rc.call('echo', 1))]) {
      assert.equal(error.message, 'User login is required.');
      assert.equal(/** @type {any} */ (error.cause).code, '403');
    }
    assert.equal((await within(subscription.over))?.message, 'The connection is closed: unauthorized.');

    isRevoked = false;
    await within(rc.connect());
    assert.equal(rc.user?.id, 'uAlice', 'the login of the options is tried again');
  });

  test('DK24: a login function is asked each time, and told of a refusal once', async () => {
    const server = await serve({
      login({ resume }) {
        if (resume !== 'good') throw WRONG();
        return { ...ALICE, token: 'short-lived' };
      },
    });
    /** @type {boolean[]} */
    const hints = [];
    const rc = client(server, {
      login: async ({ refused }) => {
        hints.push(refused);
        return { resume: refused ? 'good' : 'bad' };
      },
    });
    await within(rc.connect());
    assert.deepEqual(hints, [false, true]);
    server.kill();
    await until(() => server.calls('login').length === 4 && rc.state.name === 'online');
    assert.deepEqual(server.calls('login').map(([{ resume }]) => resume), ['bad', 'good', 'short-lived', 'good']);
    assert.deepEqual(hints, [false, true, true]);

    const never = client(server, { login: () => ({ resume: 'bad' }) });
    assert.equal((await failure(never.connect())).message, 'User login is required.');
    assert.equal(never.state.name, 'closed');
  });

  test('DK25: logging in on an open connection; a refusal leaves everything as it was', async () => {
    const server = await serve({
      login({ user, resume }) {
        if (user?.username === 'alice' || resume === ALICE.token) return ALICE;
        throw WRONG();
      },
      echo: (value) => value,
    });
    const rc = await connected(server);
    assert.deepEqual(server.calls('login'), []);
    const error = await failure(rc.login({ user: 'mallory', password: 'guess' }));
    assert.deepEqual([error.code, error.message, error.settled], ['403', 'User not found or incorrect password', 'refused']);
    assert.deepEqual([rc.state.name, rc.user], ['online', undefined]);
    assert.equal(await within(rc.call('echo', 'still here')), 'still here');

    assert.equal((await within(rc.login({ user: 'alice', password: 'secret' }))).userId, 'uAlice');
    await failure(rc.login({ user: 'mallory', password: 'guess' }));
    assert.equal(rc.user?.id, 'uAlice');
    server.kill();
    await until(() => server.calls('login').length === 4 && rc.state.name === 'online');
    assert.deepEqual(server.calls('login')[3], [{ resume: ALICE.token }]);
  });

  test('DK25: logging in without a connection makes one', async () => {
    const server = await serve({ login: () => ALICE });
    const rc = client(server);
    assert.equal((await within(rc.login({ resume: 'a token' }))).userId, 'uAlice');
    assert.equal(rc.state.name, 'online');

    const refused = client(await serve({ login: () => { throw WRONG(); } }));
    const error = await failure(refused.login({ resume: 'a token' }));
    assert.deepEqual([error.code, refused.state.name], ['403', 'closed']);
  });

  test('DK25: a login while another one is on its way waits for it', async () => {
    let count = 0;
    const server = await serve({ login: () => ({ ...ALICE, id: `user ${++count}` }) });
    const rc = client(server, { login: { resume: 'of the options' } });
    await within(rc.connect());
    const [first, second] = await within(Promise.all([rc.login({ resume: 'first' }), rc.login({ resume: 'second' })]));
    assert.deepEqual([first.userId, second.userId, rc.user?.id], ['user 2', 'user 3', 'user 3']);
    assert.deepEqual(server.calls('login').map(([{ resume }]) => resume), ['of the options', 'first', 'second']);
  });

  test('DK25: a login while the handshake is made with another one, whatever becomes of that', async () => {
    for (const isRefused of [true, false]) {
      const server = await serve({
        login({ resume }) {
          if (resume === 'old' && isRefused) throw WRONG();
          return { ...ALICE, id: resume };
        },
      });
      /** @type {Promise<import('../../npm/dist/rocketchat/index.js').LoginResult> | undefined} */
      let login;
      const rc = client(server, {
        login() {
          login = rc.login({ resume: 'new' });
          return { resume: 'old' };
        },
      });
      await within(rc.connect());
      assert.equal((await within(/** @type {any} */ (login))).userId, 'new');
      assert.deepEqual(server.calls('login').map(([{ resume }]) => resume), ['old', 'new']);
      assert.equal(rc.user?.id, 'new');
    }
  });

  test('DK26: the code of a second factor is asked for, with what the server says of it', async () => {
    const details = { method: 'email', codeGenerated: true, availableMethods: ['email', 'password'], emailOrUsername: 'alice' };
    const server = await serve({
      login({ totp, resume }) {
        if (resume) return ALICE;
        if (!totp) throw refusal('totp-required', 'TOTP Required', details);
        if (totp.code !== '123456') throw refusal('totp-invalid', 'TOTP Invalid', { method: 'email' });
        return ALICE;
      },
    });
    /** @type {any[]} */
    const challenges = [];
    const codes = ['000000', '123456'];
    const rc = await connected(server, {
      login: { user: 'alice', password: 'secret' },
      twoFactor: async (challenge) => {
        challenges.push(challenge);
        return codes.shift();
      },
    });
    assert.deepEqual(challenges, [
      { ...details, for: 'login', wasWrong: false },
      { method: 'email', codeGenerated: false, availableMethods: [], for: 'login', wasWrong: true },
    ]);
    const login = { user: { username: 'alice' }, password };
    assert.deepEqual(server.calls('login').map(([login]) => login), [
      login,
      { totp: { login, code: '000000' } },
      { totp: { login, code: '123456' } },
    ]);
    assert.equal(rc.user?.id, 'uAlice');
  });

  test('DK26: a code that comes late is not taken for what was offered since', async () => {
    const server = await serve({
      login({ resume }) {
        if (resume) throw refusal('totp-required', 'TOTP Required', { method: 'totp' });
        return SILENCE;
      },
    });
    /** @type {((code: string) => void)[]} */
    const answers = [];
    const twoFactor = () => new Promise((/** @type {(code: string) => void} */ resolve) => answers.push(resolve));
    const rc = client(server, { login: { resume: 'old' }, twoFactor });
    const failed = failure(rc.connect({ timeout: 200 }));
    await until(() => answers.length === 1);
    await failed;
    const login = rc.login({ user: 'alice', password: 'secret' });
    const { id } = await server.frames.first(({ params }) => params?.[0].user);
    answers[0]?.('123456');
    await null;
    server.tell({ msg: 'result', id, result: ALICE });
    await within(login);
    assert.equal(rc.user?.username, 'alice');
  });

  test('DK26: codes are asked for three times, and not at all where nobody can be asked', async () => {
    const server = await serve({ login() { throw refusal('totp-required', 'TOTP Required', { method: 'totp' }); } });
    let asked = 0;
    const wrong = client(server, { login: { resume: 'a token' }, twoFactor: () => `${++asked}` });
    const error = await failure(wrong.connect());
    assert.deepEqual([asked, /** @type {any} */ (error.cause).code], [3, 'totp-required']);

    const givenUp = client(server, { login: { resume: 'a token' }, twoFactor: () => undefined });
    await failure(givenUp.connect());
    const alone = await connected(server);
    assert.equal((await failure(alone.login({ resume: 'a token' }))).code, 'totp-required');
  });

  test('DK26: for the method password the code is the digest of the password', async () => {
    const server = await serve({
      login({ totp }) {
        if (totp) return ALICE;
        throw refusal('totp-required', 'TOTP Required', { method: 'password' });
      },
    });
    await connected(server, { login: { resume: 'a token' }, twoFactor: () => 'secret' });
    assert.equal(server.calls('login')[1]?.[0].totp.code, sha256('secret'));
  });

  test('DK27: a code is asked for other methods, too, and goes out after their parameters', async () => {
    const server = await serve({
      setUserPassword(_, code) {
        if (code?.twoFactorCode === '123456') return true;
        throw refusal(code ? 'totp-invalid' : 'totp-required', 'TOTP Required', { method: 'totp' });
      },
    });
    const codes = ['000000', '123456'];
    const rc = await connected(server, { twoFactor: ({ for: method }) => (method === 'setUserPassword' ? codes.shift() : '') });
    assert.equal(await within(rc.call('setUserPassword', 'new')), true);
    assert.deepEqual(server.calls('setUserPassword'), [
      ['new'],
      ['new', { twoFactorCode: '000000', twoFactorMethod: 'totp' }],
      ['new', { twoFactorCode: '123456', twoFactorMethod: 'totp' }],
    ]);
    assert.equal((await failure(rc.call('setUserPassword', 'newer'))).code, 'totp-required');
  });

  test('DK28: after a logout nobody is logged in, whether the server answers it or closes the connection', async () => {
    const answering = await serve({ login: () => ALICE, logout: () => undefined });
    const closing = await serve({ login: () => ALICE, logout: () => (closing.kill(), SILENCE) });
    for (const server of [answering, closing]) {
      const rc = await connected(server, { login: { resume: 'a token' } });
      const [logouts, users] = [heard(rc, 'logout'), heard(rc, 'user')];
      await within(rc.logout());
      assert.deepEqual([logouts.items.length, users.items, rc.user, rc.credentials], [1, [undefined], undefined, undefined]);
      await until(() => rc.state.name === 'online');
      await within(rc.connect());
      assert.equal(server.calls('login').length, 1, 'the next connection is nobody’s');
    }
  });

  test('DK28: a logout while a connection is made again counts, also where the server has been told to let in', async () => {
    const server = await serve({ login: () => ALICE, logout: () => undefined });
    const rc = await connected(server, { login: { resume: 'a token' } });
    server.script.login = () => SILENCE;
    server.kill();
    const { id } = await server.frames.first(({ method, params }) => method === 'login' && params[0].resume === ALICE.token);
    const logins = heard(rc, 'login');
    await within(rc.logout());
    server.tell({ msg: 'result', id, result: ALICE });
    await until(() => server.calls('logout').length === 1);
    await within(rc.call('whoever').catch(() => {}));
    assert.deepEqual([rc.user, rc.credentials, logins.items], [undefined, undefined, []]);
  });

  test('DK28: a login that a logout overtakes is rejected', async () => {
    const server = await serve({ login: () => SILENCE, logout: () => undefined });
    const rc = await connected(server);
    const login = failure(rc.login({ resume: 'a token' }));
    const { id } = await server.frames.first(({ method }) => method === 'login');
    const logout = rc.logout();
    server.tell({ msg: 'result', id, result: ALICE });
    const error = await login;
    await within(logout);
    assert.deepEqual([error.code, error.settled, rc.user, server.calls('logout').length], ['ABORTED', 'unknown', undefined, 1]);
  });

  test('DK26: a login that is taken back while a code is asked for is over: its code comes too late, and others go on', async () => {
    const server = await serve({
      login({ user }) {
        if (user?.username === 'alice') throw refusal('totp-required', 'TOTP Required', { method: 'totp' });
        return { ...ALICE, id: 'uBob' };
      },
    });
    /** @type {((code: string) => void)[]} */
    const answers = [];
    const twoFactor = () => new Promise((/** @type {(code: string) => void} */ resolve) => answers.push(resolve));
    const rc = await connected(server, { twoFactor });
    const controller = new AbortController();
    const login = failure(rc.login({ user: 'alice', password: 'secret' }, { signal: controller.signal }));
    await until(() => answers.length === 1);
    controller.abort();
    assert.equal((await login).code, 'ABORTED');
    await within(rc.login({ user: 'bob', password: 'secret' }));
    answers[0]?.('123456');
    await within(rc.call('whoever').catch(() => {}));
    assert.deepEqual([rc.user?.username, server.calls('login').length], ['bob', 2]);
  });

  test('DK28: a logout without a connection forgets the token', async () => {
    const server = await serve({ login: () => ALICE });
    const rc = await connected(server, { login: { resume: 'a token' } });
    await within(rc.close());
    await within(rc.logout());
    await within(rc.connect());
    assert.deepEqual([server.calls('login').length, server.calls('logout'), rc.user], [1, [], undefined]);
  });
});
