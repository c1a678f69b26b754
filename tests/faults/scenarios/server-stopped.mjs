// @ts-check
import { expectAccounted, numbers } from '../accounts.mjs';
import { QUICK_HEARTBEAT } from '../stage.mjs';

const GROUP = 'lobby';
const POSTS = Array.from({ length: 5 }, (_, n) => ({ message: { n }, group: GROUP }));

/** @type {import('../stage.mjs').Scenario} */
export const scenario = {
  id: 'W30',
  name: 'server stopped for longer than a heartbeat, and going on',
  expects: 'posts of that time arrive once and in order, or are reported',
  tempo: { heartbeat: QUICK_HEARTBEAT },
  // It is not to think that all of its clients are gone when it goes on.
  serverHeartbeat: 60_000,
  async run(scene) {
    const player = await scene.member(GROUP);
    const witness = await scene.witness(GROUP);
    scene.server.pause();
    const posted = player.postAll(POSTS);
    await scene.dialsWithin(4 * QUICK_HEARTBEAT);
    scene.server.resume();
    const outcomes = await posted;
    await scene.talk(player, witness, GROUP);
    expectAccounted(outcomes, numbers(witness.heard.items.map(({ message }) => message)));
  },
};
