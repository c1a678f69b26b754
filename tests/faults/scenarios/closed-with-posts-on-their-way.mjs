// @ts-check
import { expect, expectAccounted, numbers } from '../accounts.mjs';

const GROUP = 'lobby';
const POSTS = Array.from({ length: 5 }, (_, n) => ({ message: { n }, group: GROUP }));

/** @type {import('../stage.mjs').Scenario} */
export const scenario = {
  id: 'W25',
  name: 'closed by the page while posts wait for an answer that does not come',
  expects: 'closing settles, and so do the posts, as what they are',
  async run(scene) {
    const player = await scene.member(GROUP);
    const witness = await scene.witness(GROUP);
    scene.proxy.setOpen({ down: { lost: true } });
    const posted = player.postAll(POSTS);
    await scene.arrives(witness, { n: 0 });
    await player.close();
    expectAccounted(await posted, numbers(witness.heard.items.map(({ message }) => message)));
    const dials = await scene.dialsWithin(1_500);
    expect(dials === 0, `it dialled ${dials} times after it was closed`);
  },
};
