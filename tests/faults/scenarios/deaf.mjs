// @ts-check
import { QUICK_HEARTBEAT } from '../stage.mjs';
import { BACK } from '../player.mjs';

const GROUP = 'lobby';

/** @type {import('../stage.mjs').Scenario} */
export const scenario = {
  id: 'W27',
  name: 'black-holed from the server to the client',
  expects: 'finds out by itself, dials anew and is back',
  tempo: { heartbeat: QUICK_HEARTBEAT },
  async run(scene) {
    const player = await scene.member(GROUP);
    const witness = await scene.witness(GROUP);
    scene.proxy.setOpen({ down: { lost: true } });
    await scene.proxy.dialled(2, BACK);
    await player.told('online', 2);
    await scene.talk(player, witness, GROUP);
  },
};
