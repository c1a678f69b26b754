// @ts-check
const GROUP = 'lobby';

/** @type {import('../stage.mjs').Scenario} */
export const scenario = {
  id: 'W6',
  name: 'server shut down in good order and started again',
  expects: 'comes back by itself, into its group, and messages flow both ways',
  async run(scene) {
    const player = await scene.member(GROUP);
    await scene.server.stop();
    await scene.server.start();
    await player.told('online', 2);
    await scene.talk(player, await scene.witness(GROUP), GROUP);
  },
};
