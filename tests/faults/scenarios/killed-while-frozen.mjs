// @ts-check
import { expectCaughtUp } from '../accounts.mjs';

const GROUP = 'lobby';
const COUNT = 5;

/** @type {import('../stage.mjs').Scenario} */
export const scenario = {
  id: 'W50',
  name: 'connection killed while the page is frozen',
  expects: 'is back after the page runs again, with what it missed, or is told that that is lost',
  async run(scene) {
    const { player, witness } = await scene.pair(GROUP);
    await player.window.freeze();
    scene.proxy.kill();
    for (let n = 0; n < COUNT; n++) await witness.post({ n }, GROUP);
    await player.window.thaw();
    await player.window.show();
    await player.told('online', 2);
    await scene.talk(player, witness, GROUP);
    return expectCaughtUp(player, GROUP, COUNT);
  },
};
