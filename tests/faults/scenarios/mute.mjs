// @ts-check
import { QUICK_HEARTBEAT } from '../stage.mjs';
import { BACK } from '../player.mjs';

const GROUP = 'lobby';

/** @type {import('../stage.mjs').Scenario} */
export const scenario = {
  id: 'W28',
  name: 'black-holed from the client to the server',
  expects: 'finds out by itself or is told, dials anew and is back',
  tempo: { heartbeat: QUICK_HEARTBEAT },
  async run(scene) {
    const player = await scene.member(GROUP);
    const witness = await scene.witness(GROUP);
    scene.proxy.setOpen({ up: { lost: true } });
    await scene.proxy.dialled(2, BACK);
    await player.told('online', 2);
    await scene.talk(player, witness, GROUP);
  },
};
