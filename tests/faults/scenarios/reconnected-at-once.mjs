// @ts-check
const GROUP = 'lobby';

/** @type {import('../stage.mjs').Scenario} */
export const scenario = {
  id: 'W21',
  name: 'closed and connected again without waiting',
  expects: 'is connected in the end, and can join, post and receive',
  async run(scene) {
    const player = await scene.member(GROUP);
    await player.closeAndConnect();
    await player.join(GROUP);
    await scene.talk(player, await scene.witness(GROUP), GROUP);
  },
};
