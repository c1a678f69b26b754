// @ts-check
import { BACK } from '../player.mjs';

const GROUP = 'lobby';

/** @type {import('../stage.mjs').Scenario} */
export const scenario = {
  id: 'W3',
  name: 'connection killed, and the first attempt to come back too',
  expects: 'makes a second attempt, which succeeds',
  async run(scene) {
    const player = await scene.member(GROUP);
    const witness = await scene.witness(GROUP);
    scene.proxy.next('reset');
    scene.proxy.kill();
    await scene.proxy.dialled(3, BACK);
    await player.told('online', 2);
    await scene.talk(player, witness, GROUP);
  },
};
