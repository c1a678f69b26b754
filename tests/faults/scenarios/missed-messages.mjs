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
    const player = await scene.member(GROUP);
    const witness = await scene.witness(GROUP);
    await witness.post('before', GROUP);
    await player.hears('before', GROUP);
    scene.proxy.treatment = 'reset';
    scene.proxy.kill();
    await player.told('offline');
    for (let n = 0; n < COUNT; n++) await witness.post({ n }, GROUP);
    scene.proxy.heal();
    await player.told('online', 2);
    await scene.talk(player, witness, GROUP);
    return expectCaughtUp(player, GROUP, COUNT);
  },
};
