// @ts-check
import { expectAccounted, numbers } from '../accounts.mjs';

const GROUP = 'lobby';
const COUNT = 40;
const TEXT = 'x'.repeat(50_000);
const POSTS = Array.from({ length: COUNT }, (_, n) => ({ message: { n, text: TEXT }, group: GROUP }));

/** @type {import('../stage.mjs').Scenario} */
export const scenario = {
  id: 'W20',
  name: 'large posts over a slow connection',
  expects: 'they wait for it; all arrive, in order and once',
  async run(scene) {
    const player = await scene.member(GROUP);
    const witness = await scene.witness(GROUP);
    scene.proxy.set({ up: { bytesPerSecond: 800_000 } });
    const outcomes = await player.postAll(POSTS);
    await scene.talk(player, witness, GROUP);
    expectAccounted(outcomes, numbers(witness.heard.items.map(({ message }) => message)));
  },
};
