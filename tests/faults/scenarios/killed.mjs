// @ts-check
const GROUP = 'lobby';

/** @type {import('../stage.mjs').Scenario} */
export const scenario = {
  id: 'W1',
  name: 'connection killed',
  expects: 'comes back by itself, into its group, and messages flow both ways',
  async run(scene) {
    const player = await scene.member(GROUP);
    const witness = await scene.witness(GROUP);
    scene.proxy.kill();
    await player.told('online', 2);
    await scene.talk(player, witness, GROUP);
  },
};
