// @ts-check
import { expectCaughtUp } from '../accounts.mjs';
import { PRIVATE } from '../player.mjs';

const GROUP = 'lobby';
const COUNT = 5;

/** @type {import('../stage.mjs').Scenario} */
export const scenario = {
  id: 'W40',
  name: 'others post privately to the user during an outage',
  expects: 'their messages arrive afterwards, in order and once, or the page is told that they are lost',
  async run(scene) {
    const player = await scene.member(GROUP);
    const witness = await scene.witness(GROUP);
    const { user } = player.place;
    await witness.whisper('before', user);
    await player.hears('before', PRIVATE);
    await scene.cutOff(player);
    for (let n = 0; n < COUNT; n++) await witness.whisper({ n }, user);
    scene.proxy.heal();
    await player.told('online', 2);
    await witness.whisper('after', user);
    await player.hears('after', PRIVATE);
    return expectCaughtUp(player, PRIVATE, COUNT);
  },
};
