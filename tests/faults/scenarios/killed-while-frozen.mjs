// @ts-check
import { expect, expectOnceInOrder, numbers } from '../accounts.mjs';

const GROUP = 'lobby';
const COUNT = 5;

/** @type {import('../stage.mjs').Scenario} */
export const scenario = {
  id: 'W32',
  name: 'connection killed while the page is frozen',
  expects: 'is back after the page runs again, with what it missed, or is told that that is lost',
  async run(scene) {
    const player = await scene.member(GROUP);
    const witness = await scene.witness(GROUP);
    await witness.post('before', GROUP);
    await player.hears('before', GROUP);
    await player.window.freeze();
    scene.proxy.kill();
    for (let n = 0; n < COUNT; n++) await witness.post({ n }, GROUP);
    await player.window.thaw();
    await player.window.show();
    await player.told('online', 2);
    await scene.talk(player, witness, GROUP);
    const arrived = numbers(player.received(GROUP));
    expectOnceInOrder(arrived);
    const missing = COUNT - arrived.length;
    expect(missing === 0 || player.gaps > 0, `${missing} of ${COUNT} messages are lost, and the page is not told`);
  },
};
