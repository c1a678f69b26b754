// @ts-check
// Every scenario with our SDK. What other clients do in them, `npm run faults` shows.

import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { groupwire } from './clients/groupwire.mjs';
import { scenarios } from './scenarios/index.mjs';
import { openStage } from './stage.mjs';

/** How many are played at a time: most of the time of a scenario is waiting. */
const AT_A_TIME = 4;

describe('faults', { concurrency: AT_A_TIME }, () => {
  /** @type {Awaited<ReturnType<typeof openStage>>} */
  let stage;
  before(async () => void (stage = await openStage()));
  after(() => stage?.close());

  for (const scenario of scenarios) {
    test(`${scenario.id}: ${scenario.name}: ${scenario.expects}`, async () => {
      const told = await stage.play(scenario, groupwire);
      // Our server remembers what was posted: there is nothing to be told of.
      assert.equal(told, undefined);
    });
  }

  test('every feature that a scenario needs is there', () => assert.deepEqual(groupwire.lacks, {}));
});
