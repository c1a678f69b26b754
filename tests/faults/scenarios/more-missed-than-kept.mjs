// @ts-check
import { expectCaughtUp } from '../accounts.mjs';

const GROUP = 'lobby';
const KEPT = 10;
const COUNT = 30;

/** @type {import('../stage.mjs').Scenario} */
export const scenario = {
  id: 'W42',
  name: 'others post more during an outage than the server keeps',
  expects: 'all of it arrives, or the page is told that something is lost',
  history: KEPT,
  async run(scene) {
    const { player, witness } = await scene.missed(GROUP, COUNT);
    scene.proxy.heal();
    await player.told('online', 2);
    await scene.talk(player, witness, GROUP);
    expectCaughtUp(player, GROUP, COUNT);
  },
};
