// @ts-check
const GROUPS = ['lobby', 'garden'];

/** @type {import('../stage.mjs').Scenario} */
export const scenario = {
  id: 'W22',
  name: 'group joined during an outage',
  expects: 'it is in the group afterwards, and joining settles',
  async run(scene) {
    const [first = '', second = ''] = GROUPS;
    const player = await scene.member(first);
    await scene.cutOff(player);
    const joined = player.join(second);
    scene.proxy.heal();
    await joined;
    await scene.talk(player, await scene.witness(second), second);
  },
};
