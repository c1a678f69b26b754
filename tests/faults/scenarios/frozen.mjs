// @ts-check
import { setTimeout as pause } from 'node:timers/promises';
import { expectCaughtUp } from '../accounts.mjs';
import { QUICK_HEARTBEAT } from '../stage.mjs';

const GROUP = 'lobby';
const COUNT = 5;

/** @type {import('../stage.mjs').Scenario} */
export const scenario = {
  id: 'W49',
  name: 'page frozen for longer than its heartbeat',
  expects: 'messages of that time arrive once and in order when it runs again, or it is told that they are lost',
  tempo: { heartbeat: QUICK_HEARTBEAT },
  async run(scene) {
    const { player, witness } = await scene.pair(GROUP);
    await player.window.freeze();
    for (let n = 0; n < COUNT; n++) await witness.post({ n }, GROUP);
    // The page is to wake up long after its timers were due. Chromium fails its socket, and tells it only then.
    await pause(3 * QUICK_HEARTBEAT);
    await player.window.thaw();
    await player.window.show();
    await scene.talk(player, witness, GROUP);
    return expectCaughtUp(player, GROUP, COUNT);
  },
};
