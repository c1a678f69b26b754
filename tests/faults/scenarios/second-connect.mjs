// @ts-check
import { expect } from '../accounts.mjs';

const GROUP = 'lobby';

/** @type {import('../stage.mjs').Scenario} */
export const scenario = {
  id: 'W54',
  name: 'connecting again while connected',
  expects: 'makes no second connection, and disturbs nothing',
  async run(scene) {
    const player = await scene.member(GROUP);
    await player.connect();
    const dials = await scene.dialsWithin(1_000);
    expect(scene.proxy.dials.items.length === 1, `it opened ${dials || 1} more`);
    await scene.talk(player, await scene.witness(GROUP), GROUP);
  },
};
