// @ts-check
import { expect } from '../accounts.mjs';

const GROUP = 'lobby';

/** @type {import('../stage.mjs').Scenario} */
export const scenario = {
  id: 'W7',
  name: 'first connection refused',
  expects: 'connecting rejects, and a later call connects',
  async run(scene) {
    const player = await scene.player();
    scene.proxy.next('reset');
    const refused = await player.connect().then(() => false, () => true);
    expect(refused, 'the first call resolved without a connection');
    await player.connect();
    await player.join(GROUP);
    await scene.talk(player, await scene.witness(GROUP), GROUP);
  },
};
