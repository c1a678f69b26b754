// @ts-check
// The end-to-end tests of simpleddp-core, written for a Meteor server, against ours.

import assert from 'node:assert/strict';
import { createServer } from 'node:net';
import { test } from 'node:test';
import { startServer, until } from '../support/index.mjs';
import { runShippedTests } from './mocha.mjs';

/** Where those tests look for their server, and nowhere else. */
const [HOST, PORT] = ['127.0.0.1', 3000];

/** How long somebody else may have that port: another run of this test is done by then. */
const PATIENCE = 30_000;

test('DF31: the 16 tests that simpleddp-core ships pass', async (t) => {
  await until(isFree, PATIENCE, `port ${PORT}, which simpleddp-core's tests want for their server, to be free`);
  const server = await startServer({ listen: `${HOST}:${PORT}`, flags: ['--test-methods', 'mocha'] });
  t.after(() => server.stop());
  const { tests, pending } = await runShippedTests();
  assert.deepEqual([tests.length, pending.length], [16, 0]);
  for (const { fullTitle, err } of tests) {
    await t.test(fullTitle, () => assert.deepEqual(err, {}));
  }
});

/** Whether nobody listens there. @returns {Promise<boolean>} */
function isFree() {
  return new Promise((resolve) => {
    const probe = createServer().once('error', () => resolve(false));
    probe.listen(PORT, HOST, () => probe.close(() => resolve(true)));
  });
}
