// @ts-check
import { performance } from 'node:perf_hooks';
import { expect } from '../accounts.mjs';
import { BACK } from '../player.mjs';

const GROUP = 'lobby';
const TIMEOUT = 2_000;

/** @type {import('../stage.mjs').Scenario} */
export const scenario = {
  id: 'W8',
  name: 'first connection accepted and never answered',
  expects: 'connecting rejects in time, and a later call connects',
  tempo: { connectTimeout: TIMEOUT },
  async run(scene) {
    const player = await scene.player();
    scene.proxy.next('silent');
    const start = performance.now();
    const refused = await player.connect(BACK).then(() => undefined, (error) => error);
    expect(refused, 'the first call resolved without a connection');
    expect(performance.now() - start < BACK, 'the first call never settled');
    await player.connect();
    await player.join(GROUP);
    await scene.talk(player, await scene.witness(GROUP), GROUP);
  },
};
