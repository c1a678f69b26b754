// @ts-check
import { expectAccounted, numbers } from '../accounts.mjs';

const GROUP = 'lobby';
const LARGE = { n: 0, text: 'x'.repeat(20_000) };

/** @type {import('../stage.mjs').Scenario} */
export const scenario = {
  id: 'W37',
  name: 'reset in the middle of a message to the server',
  expects: 'the post arrives whole and once, or is reported',
  async run(scene) {
    const player = await scene.member(GROUP);
    const witness = await scene.witness(GROUP);
    scene.proxy.setOpen({ up: { cutAfter: 5_000 } });
    const outcome = await player.post(LARGE, GROUP);
    await player.told('online', 2);
    await scene.talk(player, witness, GROUP);
    expectAccounted([outcome], numbers(witness.heard.items.map(({ message }) => message)));
  },
};
