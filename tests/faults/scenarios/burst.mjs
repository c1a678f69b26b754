// @ts-check
import { expect, expectAccounted, expectOnceInOrder, numbers } from '../accounts.mjs';

const GROUPS = Array.from({ length: 8 }, (_, i) => `group ${i}`);
const EACH = 25;
const KILLS = 3;
const POSTS = Array.from({ length: EACH }, (_, n) => GROUPS.map((group) => ({ message: { n }, group }))).flat();

/** @type {import('../stage.mjs').Scenario} */
export const scenario = {
  id: 'W38',
  name: '200 posts in 8 groups while the connection is killed three times',
  expects: 'in each group every post arrives once and in order, or is reported',
  needs: ['many-groups'],
  async run(scene) {
    const player = await scene.member(...GROUPS);
    const witness = await scene.witness(...GROUPS);
    // Each kill comes when some have arrived and others are under way.
    const slow = { bytesPerSecond: 20_000 };
    scene.proxy.set({ up: slow });
    const posted = player.postAll(POSTS);
    for (let kill = 1; kill <= KILLS; kill++) {
      await witness.heard.when((all) => all.length >= kill * 30);
      scene.proxy.kill();
    }
    scene.proxy.heal();
    const outcomes = await posted;
    await scene.talk(player, witness, /** @type {string} */ (GROUPS[0]));
    for (const [at, group] of GROUPS.entries()) {
      const here = outcomes.filter((_, post) => post % GROUPS.length === at);
      const arrived = numbers(witness.heard.items.filter((post) => post.group === group).map(({ message }) => message));
      expectAccounted(here, arrived);
      expect(arrived.length > 0, 'every post was rejected');
      expectOnceInOrder(numbers(player.received(group)));
    }
  },
};
