// @ts-check
import { expectCaughtUp } from '../accounts.mjs';

const GROUP = 'lobby';
const COUNT = 5;

/** @type {import('../stage.mjs').Scenario} */
export const scenario = {
  id: 'W43',
  name: 'others post during an outage, then the server is killed and started again',
  expects: 'the page is told that messages are lost',
  async run(scene) {
    const player = await scene.member(GROUP);
    const witness = await scene.witness(GROUP);
    await witness.post('before', GROUP);
    await player.hears('before', GROUP);
    scene.proxy.treatment = 'reset';
    scene.proxy.kill();
    await player.told('offline');
    for (let n = 0; n < COUNT; n++) await witness.post({ n }, GROUP);
    await scene.server.kill();
    await scene.server.start();
    scene.proxy.heal();
    await player.told('online', 2);
    await scene.talk(player, await scene.witness(GROUP), GROUP);
    expectCaughtUp(player, GROUP, COUNT);
  },
};
