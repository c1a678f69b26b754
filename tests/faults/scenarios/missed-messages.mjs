// @ts-check
import { expectCaughtUp } from '../accounts.mjs';

const GROUP = 'lobby';
const COUNT = 20;

/** @type {import('../stage.mjs').Scenario} */
export const scenario = {
  id: 'W39',
  name: 'others post during an outage',
  expects: 'their messages arrive afterwards, in order and once, or the page is told that they are lost',
  async run(scene) {
    const { player, witness } = await scene.missed(GROUP, COUNT);
    scene.proxy.heal();
    await player.told('online', 2);
    await scene.talk(player, witness, GROUP);
    return expectCaughtUp(player, GROUP, COUNT);
  },
};
