// @ts-check
const GROUP = 'lobby';

/** @type {import('../stage.mjs').Scenario} */
export const scenario = {
  id: 'W2',
  name: 'connection ended without a closing handshake',
  expects: 'comes back by itself, into its group, and messages flow both ways',
  async run(scene) {
    const player = await scene.member(GROUP);
    const witness = await scene.witness(GROUP);
    scene.proxy.end();
    await player.told('online', 2);
    await scene.talk(player, witness, GROUP);
  },
};
