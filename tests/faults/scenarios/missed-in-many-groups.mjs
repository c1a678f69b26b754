// @ts-check
import { expectCaughtUp } from '../accounts.mjs';

const GROUPS = Array.from({ length: 8 }, (_, i) => `group ${i}`);
const COUNT = 10;

/** @type {import('../stage.mjs').Scenario} */
export const scenario = {
  id: 'W41',
  name: 'others post in 8 groups during an outage',
  expects: 'in each group their messages arrive afterwards, in order and once, or the page is told that they are lost',
  needs: ['many-groups'],
  async run(scene) {
    const player = await scene.member(...GROUPS);
    const witness = await scene.witness(...GROUPS);
    // Positions of some groups are those of a post, of others those of the join.
    for (const group of GROUPS.slice(4)) {
      await witness.post('before', group);
      await player.hears('before', group);
    }
    await scene.cutOff(player);
    for (let n = 0; n < COUNT; n++) for (const group of GROUPS) await witness.post({ n }, group);
    scene.proxy.heal();
    await player.told('online', 2);
    for (const group of GROUPS) await scene.talk(player, witness, group);
    return GROUPS.map((group) => expectCaughtUp(player, group, COUNT)).find(Boolean);
  },
};
