// @ts-check
import { expectAccounted, numbers } from '../accounts.mjs';
import { BACK } from '../player.mjs';
import { QUICK_HEARTBEAT } from '../stage.mjs';

const GROUP = 'lobby';
const POSTS = Array.from({ length: 5 }, (_, n) => ({ message: { n }, group: GROUP }));

/** @type {import('../stage.mjs').Scenario} */
export const scenario = {
  id: 'W31',
  name: 'connection given up, whose bytes arrive after all',
  expects: 'posts that had been on it are not heard twice',
  tempo: { heartbeat: QUICK_HEARTBEAT },
  async run(scene) {
    const player = await scene.member(GROUP);
    const witness = await scene.witness(GROUP);
    const old = [...scene.proxy.links];
    scene.proxy.setOpen({ up: { held: true }, down: { held: true } });
    const posted = player.postAll(POSTS);
    await scene.proxy.dialled(2, BACK);
    await player.told('online', 2);
    const outcomes = await posted;
    for (const link of old) link.set({});
    await scene.closed(old);
    await scene.talk(player, witness, GROUP);
    expectAccounted(outcomes, numbers(witness.heard.items.map(({ message }) => message)));
  },
};
