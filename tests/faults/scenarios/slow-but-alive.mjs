// @ts-check
import { expect } from '../accounts.mjs';
import { QUICK_HEARTBEAT } from '../stage.mjs';

const GROUP = 'lobby';

/** @type {import('../stage.mjs').Scenario} */
export const scenario = {
  id: 'W29',
  name: 'long delays with jitter',
  expects: 'a connection that is slow is not given up, and messages flow in order',
  tempo: { heartbeat: QUICK_HEARTBEAT },
  async run(scene) {
    const player = await scene.member(GROUP);
    const witness = await scene.witness(GROUP);
    const slow = { latency: 300, jitter: 200 };
    scene.proxy.set({ up: slow, down: slow });
    const dials = await scene.dialsWithin(3 * QUICK_HEARTBEAT);
    expect(dials === 0, `it dialled ${dials} times although the connection was alive`);
    await scene.talk(player, witness, GROUP);
  },
};
