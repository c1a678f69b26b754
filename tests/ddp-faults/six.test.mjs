// @ts-check
// The scenarios of the other protocol with the six functions over this one: DX35.

import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { rocketChat } from '../faults/clients/rocketchat.mjs';
import { scenarios } from '../faults/scenarios/index.mjs';
import { openStage } from '../faults/stage.mjs';

/** How many are played at a time: most of the time of a scenario is waiting. */
const AT_A_TIME = 6;

const meant = scenarios.filter(({ needs = [] }) => !needs.some((feature) => rocketChat.lacks[feature]));

describe('the six functions over Rocket.Chat', { concurrency: AT_A_TIME }, () => {
  /** @type {Awaited<ReturnType<typeof openStage>>} */
  let stage;
  before(async () => void (stage = await openStage()));
  after(() => stage?.close());

  for (const scenario of meant) {
    test(`DX35, ${scenario.id}: ${scenario.name}: ${scenario.expects}`, async () => void (await stage.play(scenario, rocketChat)));
  }

  test('DX35: all scenarios but those of a server that forgets are played', () => {
    assert.deepEqual(Object.keys(rocketChat.lacks), ['lasting-members']);
    assert.ok(meant.length > scenarios.length / 2);
  });
});
