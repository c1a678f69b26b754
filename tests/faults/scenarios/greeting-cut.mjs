// @ts-check
import { BACK } from '../player.mjs';

const GROUP = 'lobby';
/** Within what the server says first, after its answer to the upgrade. */
const BYTES = 200;

/** @type {import('../stage.mjs').Scenario} */
export const scenario = {
  id: 'W12',
  name: 'attempts reset while they are being opened',
  expects: 'tries again, and is back',
  async run(scene) {
    const player = await scene.member(GROUP);
    scene.proxy.set({ down: { cutAfter: BYTES } });
    scene.proxy.kill();
    await scene.proxy.dialled(3, BACK);
    scene.proxy.heal();
    await player.told('online', 2);
    await scene.talk(player, await scene.witness(GROUP), GROUP);
  },
};
