// @ts-check
import { BACK } from '../player.mjs';

const GROUP = 'lobby';
/** Within what the server says first, after its answer to the upgrade. */
const BYTES = 200;

/** @type {import('../stage.mjs').Scenario} */
export const scenario = {
  id: 'W13',
  name: 'attempts fall silent while they are being opened',
  expects: 'gives them up in time, tries again, and is back',
  tempo: { connectTimeout: 1_500 },
  async run(scene) {
    const player = await scene.member(GROUP);
    scene.proxy.set({ down: { lostAfter: BYTES } });
    scene.proxy.kill();
    await scene.proxy.dialled(3, BACK);
    scene.proxy.heal();
    await player.told('online', 2);
    await scene.talk(player, await scene.witness(GROUP), GROUP);
  },
};
