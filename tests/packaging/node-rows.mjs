// @ts-check
// The package in Node.

import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, describe, test } from 'node:test';
import { claims, signToken, startServer } from '../support/index.mjs';
import { run } from './pack.mjs';

const SECRET = 'a secret for the packaging tests, at least 32 bytes long';
const FUNCTIONS = ['closeRealtime', 'connectRealtime', 'getRealtimeGroups', 'getRealtimeUsers', 'joinRealtime', 'postRealtime'];
const NO_CONNECTION = 'No realtime connection. Execute connectRealtime() before this method.';

/** @param {() => import('./pack.mjs').Package} packed */
export function nodeRows(packed) {
  describe('in Node', () => {
    /** @type {import('../support/server.mjs').Server} */
    let server;
    /** @type {string} */
    let project;
    before(async () => {
      server = await startServer({ env: { GROUPWIRE_HS256_SECRET: SECRET } });
      project = await packed().install('node', { links: ['ws'] });
    });
    after(() => server?.stop());

    const token = () => signToken(claims(randomUUID()), SECRET);

    /** Runs one of the project's programs to its end and reads the JSON that it printed. @param {string[]} program */
    async function answerOf(...program) {
      const { stdout } = await run([process.execPath, ...program], { cwd: project });
      return JSON.parse(stdout);
    }

    test('P20: importing it does nothing: no globals, no WebAssembly yet, nothing that keeps the process alive', async () => {
      const { exports, added, compiled } = await answerOf('import.mjs');
      for (const name of [...FUNCTIONS, 'configure', 'fromSkapi', 'guest', 'Realtime', 'RealtimeError']) {
        assert.ok(exports.includes(name), `${name} in ${exports}`);
      }
      assert.deepEqual(added, []);
      assert.deepEqual(compiled, []);
    });

    const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
    const canRequire = major > 22 || (major === 22 && minor >= 12) || (major === 20 && minor >= 19);
    test('P21: require() gives the same module as import', { skip: !canRequire }, async () => {
      const { exports, same } = await answerOf('require.cjs');
      for (const name of FUNCTIONS) assert.ok(exports.includes(name), name);
      assert.equal(same, true);
    });

    test('P22: without a WebSocket connecting rejects with NOT_SUPPORTED, and lists work all the same', async () => {
      const where = { url: server.wsUrl, httpUrl: server.httpUrl, token: token() };
      const outcome = await answerOf('without-websocket.mjs', JSON.stringify(where));
      assert.equal(outcome.connect.code, 'NOT_SUPPORTED');
      assert.match(outcome.connect.message, /WebSocket/);
      assert.equal(outcome.connect.realtimeError, true);
      assert.deepEqual(outcome.badCallback, {
        code: 'INVALID_REQUEST',
        message: 'Callback must be a function.',
        realtimeError: true,
      });
      for (const name of ['post', 'join']) {
        assert.deepEqual(outcome[name], { code: 'INVALID_REQUEST', message: NO_CONNECTION, realtimeError: true }, name);
      }
      assert.deepEqual(outcome.groups, { value: { list: [], startKey: 'end', endOfList: true, startKeyHistory: ['end'] } });
      assert.deepEqual(outcome.close, {});
      assert.equal(outcome.nowhere.realtimeError, true, 'without a page there is no default server');
      assert.match(outcome.nowhere.message, /url/i);
    });

    test('P23: with the WebSocket of the package ws two users talk, and the process ends after closing', async () => {
      const group = `node ${randomUUID()}`;
      const where = { url: server.wsUrl, tokens: [token(), token()], group };
      const outcome = await answerOf('with-ws.mjs', JSON.stringify(where));
      assert.equal(typeof outcome.posted.offset, 'number');
      assert.deepEqual(outcome, {
        isWs: true,
        readyState: 1,
        posted: { type: 'success', message: 'Message sent.', settled: 'acknowledged', offset: outcome.posted.offset },
        message: { msg: 'from Node, 100%' },
        groups: [{ group, number_of_users: 2 }],
        users: 2,
        ends: ['success', 'success'],
      });
    });

    test('P24: a wrong configuration is refused by the calls, and leaves no rejection that nobody handles', async () => {
      const refused = { name: 'RealtimeError', code: 'INVALID_PARAMETER' };
      assert.deepEqual(await answerOf('misconfigured.mjs', JSON.stringify({ url: server.wsUrl, token: token() })), {
        refused,
        closed: {},
        listed: true,
        refusedLater: refused,
        closedLater: {},
        unhandled: [],
      });
    });
  });
}
