// @ts-check
import { expect } from '../accounts.mjs';
import { BACK } from '../player.mjs';

const GROUP = 'lobby';

/** @type {import('../stage.mjs').Scenario} */
export const scenario = {
  id: 'W19',
  name: 'closed by the page during an outage',
  expects: 'closing settles, and it never comes back by itself',
  async run(scene) {
    const player = await scene.member(GROUP);
    scene.proxy.treatment = 'reset';
    scene.proxy.kill();
    await scene.proxy.dialled(2, BACK);
    await player.close();
    scene.proxy.heal();
    const dials = await scene.dialsWithin(4_000);
    expect(dials === 0, `it dialled ${dials} times after it was closed`);
  },
};
