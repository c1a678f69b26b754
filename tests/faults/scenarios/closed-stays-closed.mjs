// @ts-check
import { expect } from '../accounts.mjs';

const GROUP = 'lobby';

/** @type {import('../stage.mjs').Scenario} */
export const scenario = {
  id: 'W20',
  name: 'closed by the page, then hidden and shown, offline and online',
  expects: 'stays closed until the page connects again',
  async run(scene) {
    const player = await scene.member(GROUP);
    await player.close();
    await player.window.hide();
    await player.window.setOffline(true);
    await player.window.setOffline(false);
    await player.window.show();
    const dials = await scene.dialsWithin(1_500);
    expect(dials === 0, `it dialled ${dials} times after it was closed`);
    await player.connect();
    await player.join(GROUP);
    await scene.talk(player, await scene.witness(GROUP), GROUP);
  },
};
