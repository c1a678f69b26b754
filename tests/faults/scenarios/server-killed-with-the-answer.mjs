// @ts-check
import { expectAccounted, numbers } from '../accounts.mjs';

const GROUP = 'lobby';

/** @type {import('../stage.mjs').Scenario} */
export const scenario = {
  id: 'W36',
  name: 'server killed after a post has reached it, before the answer came',
  expects: 'the post is not heard twice, and settles',
  needs: ['lasting-members'],
  async run(scene) {
    const player = await scene.member(GROUP);
    const before = await scene.witness(GROUP);
    scene.proxy.setOpen({ down: { lost: true } });
    const posted = player.post({ n: 0 }, GROUP);
    await scene.arrives(before, { n: 0 });
    scene.proxy.treatment = 'reset';
    await scene.server.kill();
    scene.proxy.kill();
    await scene.server.start();
    const after = await scene.witness(GROUP);
    scene.proxy.heal();
    const outcome = await posted;
    await player.told('online', 2);
    await scene.talk(player, after, GROUP);
    const heard = [...before.heard.items, ...after.heard.items];
    expectAccounted([outcome], numbers(heard.map(({ message }) => message)));
  },
};
