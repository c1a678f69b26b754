// @ts-check
import { expect } from '../accounts.mjs';
import { QUICK_HEARTBEAT } from '../stage.mjs';

const GROUP = 'lobby';

/** @type {import('../stage.mjs').Scenario} */
export const scenario = {
  id: 'W47',
  name: 'page hidden for several heartbeats, over a good connection',
  expects: 'slowed timers are no reason to give the connection up',
  tempo: { heartbeat: QUICK_HEARTBEAT },
  async run(scene) {
    const player = await scene.member(GROUP);
    await player.window.hide();
    const dials = await scene.dialsWithin(5 * QUICK_HEARTBEAT);
    await player.window.show();
    expect(dials === 0, `it dialled ${dials} times although the connection was alive`);
    await scene.talk(player, await scene.witness(GROUP), GROUP);
  },
};
