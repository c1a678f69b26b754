// @ts-check
import { expectCaughtUp } from '../accounts.mjs';

const GROUP = 'lobby';
const COUNT = 5;

/** @type {import('../stage.mjs').Scenario} */
export const scenario = {
  id: 'W43',
  name: 'others post during an outage, then the server is killed and started again',
  expects: 'the page is told that messages are lost',
  needs: ['lasting-members'],
  async run(scene) {
    const { player } = await scene.missed(GROUP, COUNT);
    await scene.server.kill();
    await scene.server.start();
    scene.proxy.heal();
    await player.told('online', 2);
    await scene.talk(player, await scene.witness(GROUP), GROUP);
    expectCaughtUp(player, GROUP, COUNT);
  },
};
