// @ts-check
import { expect, expectAccounted, numbers } from '../accounts.mjs';

const GROUP = 'lobby';
const POSTS = Array.from({ length: 20 }, (_, n) => ({ message: { n }, group: GROUP }));

/** @type {import('../stage.mjs').Scenario} */
export const scenario = {
  id: 'W33',
  name: 'posts made during an outage',
  expects: 'each arrives once and in order, or is reported',
  async run(scene) {
    const player = await scene.member(GROUP);
    const witness = await scene.witness(GROUP);
    await scene.cutOff(player);
    const posted = player.postAll(POSTS);
    // The page has made them all when it answers something that was asked later.
    await player.page.evaluate('undefined');
    scene.proxy.heal();
    const outcomes = await posted;
    await scene.talk(player, witness, GROUP);
    const arrived = numbers(witness.heard.items.map(({ message }) => message));
    expectAccounted(outcomes, arrived);
    expect(arrived.length > 0, 'every post was rejected, although the outage was short');
  },
};
