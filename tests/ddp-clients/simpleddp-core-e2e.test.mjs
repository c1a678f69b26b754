// @ts-check
// The end-to-end tests of simpleddp-core, written for a Meteor server, against ours.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { startServer } from '../support/index.mjs';
import { runShippedTests } from './mocha.mjs';

/** Where those tests look for their server, and nowhere else. */
const ADDRESS = '127.0.0.1:3000';

test('DF31: the 16 tests that simpleddp-core ships pass', async (t) => {
  const server = await startServer({ listen: ADDRESS, flags: ['--test-methods', 'mocha'] }).catch((cause) => {
    throw new Error(`simpleddp-core's tests want the server at ${ADDRESS}, where it could not be started: is the port taken?`, { cause });
  });
  t.after(() => server.stop());
  const { tests, pending } = await runShippedTests();
  assert.deepEqual([tests.length, pending.length], [16, 0]);
  for (const { fullTitle, err } of tests) {
    await t.test(fullTitle, () => assert.deepEqual(err, {}));
  }
});
