// @ts-check
// Every fault with our client, in both dialects. What other clients do in them, `npm run faults` shows.

import { after, before, describe, test } from 'node:test';
import { DIALECTS } from '../ddp-clients/world.mjs';
import { entrant } from './clients.mjs';
import { groupwire } from './groupwire.mjs';
import { scenarios } from './scenarios/index.mjs';
import { openStage } from './stage.mjs';

/** How many are played at a time: most of the time of a scenario is waiting. */
const AT_A_TIME = 4;

for (const dialect of DIALECTS) {
  describe(`faults over Rocket.Chat, dialect ${dialect}`, { concurrency: AT_A_TIME }, () => {
    /** @type {Awaited<ReturnType<typeof openStage>>} */
    let stage;
    before(async () => void (stage = await openStage(dialect)));
    after(() => stage?.close());

    for (const scenario of scenarios) {
      test(`${scenario.id}: ${scenario.name}: ${scenario.expects}`, () => stage.play(scenario, entrant(groupwire.name)));
    }
  });
}
