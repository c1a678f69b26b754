// @ts-check
import { BACK } from '../player.mjs';

const GROUP = 'lobby';

/** @type {import('../stage.mjs').Scenario} */
export const scenario = {
  id: 'W4',
  name: 'server away for several attempts',
  expects: 'keeps trying, and is back in its group when the server is',
  needs: ['lasting-members'],
  async run(scene) {
    const player = await scene.member(GROUP);
    await scene.server.kill();
    await scene.proxy.dialled(4, BACK);
    await scene.server.start();
    await player.told('online', 2);
    await scene.talk(player, await scene.witness(GROUP), GROUP);
  },
};
