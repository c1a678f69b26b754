// @ts-check
import { performance } from 'node:perf_hooks';
import { expect } from '../accounts.mjs';

const GROUP = 'lobby';
const PERIOD = 6_000;
const SOON = 2_000;

/** @type {import('../stage.mjs').Scenario} */
export const scenario = {
  id: 'W33',
  name: 'network gone, and there again',
  expects: 'does not dial in a loop meanwhile, and is back soon after the browser says that it is online',
  tempo: { backoff: undefined },
  async run(scene) {
    const player = await scene.member(GROUP);
    // The DevTools tell the page, and let WebSockets pass; the proxy does the rest.
    await player.window.setOffline(true);
    scene.proxy.treatment = 'reset';
    scene.proxy.kill();
    const dials = await scene.dialsWithin(PERIOD);
    expect(dials <= 10, `it dialled ${dials} times in ${PERIOD / 1000} s`);
    scene.proxy.heal();
    const start = performance.now();
    await player.window.setOffline(false);
    await player.told('online', 2);
    const took = performance.now() - start;
    expect(took < SOON, `it took ${(took / 1000).toFixed(1)} s to come back`);
    await scene.talk(player, await scene.witness(GROUP), GROUP);
  },
};
