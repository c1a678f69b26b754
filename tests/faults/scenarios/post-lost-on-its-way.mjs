// @ts-check
import { expectAccounted, numbers } from '../accounts.mjs';

const GROUP = 'lobby';

/** @type {import('../stage.mjs').Scenario} */
export const scenario = {
  id: 'W34',
  name: 'connection killed before a post has reached the server',
  expects: 'the post arrives once after all, or is reported',
  async run(scene) {
    const player = await scene.member(GROUP);
    const witness = await scene.witness(GROUP);
    scene.proxy.setOpen({ up: { lost: true } });
    const post = scene.underWay('up', () => player.post({ n: 0 }, GROUP));
    await post.under;
    scene.proxy.kill();
    const outcome = await post.result;
    await scene.talk(player, witness, GROUP);
    expectAccounted([outcome], numbers(witness.heard.items.map(({ message }) => message)));
  },
};
