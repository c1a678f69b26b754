// @ts-check
import { performance } from 'node:perf_hooks';
import { expect } from '../accounts.mjs';

const GROUP = 'lobby';
const PERIOD = 4_000;
const SOON = 1_000;
/** More than one, because an attempt can come at the right time by chance. */
const ROUNDS = 3;

/** @type {import('../stage.mjs').Scenario} */
export const scenario = {
  id: 'W46',
  name: 'page hidden while the server is away',
  expects: 'does not dial in a loop, and is back soon after it is shown',
  tempo: { backoff: undefined },
  async run(scene) {
    const player = await scene.member(GROUP);
    for (let round = 1; round <= ROUNDS; round++) {
      await player.window.hide();
      scene.proxy.treatment = 'reset';
      scene.proxy.kill();
      const dials = await scene.dialsWithin(PERIOD);
      expect(dials <= 3, `it dialled ${dials} times in ${PERIOD / 1000} s although nobody was looking`);
      scene.proxy.heal();
      const start = performance.now();
      await player.window.show();
      await player.told('online', 1 + round);
      const took = performance.now() - start;
      expect(took < SOON, `it took ${(took / 1000).toFixed(1)} s to come back`);
    }
    await scene.talk(player, await scene.witness(GROUP), GROUP);
  },
};
