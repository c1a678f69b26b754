// @ts-check
import { expectCaughtUp } from '../accounts.mjs';

const GROUP = 'lobby';
const COUNT = 90;
/** Those after which the connection is killed. */
const KILLS = [20, 40, 60];

/** @type {import('../stage.mjs').Scenario} */
export const scenario = {
  id: 'W45',
  name: 'others post all the time while the connection is killed three times',
  expects: 'no message arrives twice or out of order, and a missing one is told',
  async run(scene) {
    const player = await scene.member(GROUP);
    const witness = await scene.witness(GROUP);
    let kills = 0;
    for (let n = 0; n < COUNT; n++) {
      await witness.post({ n }, GROUP);
      if (!KILLS.includes(n)) continue;
      await player.told('online', kills + 1);
      scene.proxy.kill();
      await player.told('offline', ++kills);
    }
    await player.told('online', kills + 1);
    await scene.talk(player, witness, GROUP);
    return expectCaughtUp(player, GROUP, COUNT);
  },
};
