// @ts-check
const GROUP = 'lobby';

/** @type {import('../stage.mjs').Scenario} */
export const scenario = {
  id: 'W5',
  name: 'server killed and started again at once',
  expects: 'comes back, and is in its group as before',
  async run(scene) {
    const player = await scene.member(GROUP);
    await scene.server.kill();
    await scene.server.start();
    await player.told('online', 2);
    await scene.talk(player, await scene.witness(GROUP), GROUP);
  },
};
