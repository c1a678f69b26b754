// @ts-check
import { expectAccounted, numbers } from '../accounts.mjs';

const GROUP = 'lobby';

/** @type {import('../stage.mjs').Scenario} */
export const scenario = {
  id: 'W35',
  name: 'connection killed after a post has reached the server, before the answer came',
  expects: 'the post is not heard twice, and settles',
  async run(scene) {
    const player = await scene.member(GROUP);
    const witness = await scene.witness(GROUP);
    scene.proxy.setOpen({ down: { lost: true } });
    const posted = player.post({ n: 0 }, GROUP);
    await scene.arrives(witness, { n: 0 });
    scene.proxy.kill();
    const outcome = await posted;
    await scene.talk(player, witness, GROUP);
    expectAccounted([outcome], numbers(witness.heard.items.map(({ message }) => message)));
  },
};
