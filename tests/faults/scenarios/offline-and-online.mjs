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
  id: 'W51',
  name: 'network gone, and there again',
  expects: 'does not dial in a loop meanwhile, and is back soon after the browser says that it is online',
  tempo: { backoff: undefined },
  async run(scene) {
    const player = await scene.member(GROUP);
    for (let round = 1; round <= ROUNDS; round++) {
      // The DevTools tell the page, and let nothing through; that a connection is gone, the proxy has to say.
      await player.window.setOffline(true);
      scene.proxy.kill();
      const before = player.sockets;
      await scene.dialsWithin(PERIOD);
      const dials = player.sockets - before;
      expect(dials <= 5, `it dialled ${dials} times in ${PERIOD / 1000} s`);
      const start = performance.now();
      await player.window.setOffline(false);
      await player.told('online', 1 + round);
      const took = performance.now() - start;
      expect(took < SOON, `it took ${(took / 1000).toFixed(1)} s to come back`);
    }
    await scene.talk(player, await scene.witness(GROUP), GROUP);
  },
};
