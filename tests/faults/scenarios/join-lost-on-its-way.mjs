// @ts-check
const GROUPS = ['lobby', 'garden'];

/** @type {import('../stage.mjs').Scenario} */
export const scenario = {
  id: 'W23',
  name: 'connection killed before a join has reached the server',
  expects: 'it is in the group afterwards, and joining settles',
  async run(scene) {
    const [first = '', second = ''] = GROUPS;
    const player = await scene.member(first);
    scene.proxy.setOpen({ up: { lost: true } });
    const join = scene.underWay('up', () => player.join(second));
    await join.under;
    scene.proxy.kill();
    await join.result;
    await player.told('online', 2);
    await scene.talk(player, await scene.witness(second), second);
  },
};
