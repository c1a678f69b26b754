// @ts-check
// What one side sends gets lost, and nobody closes anything.

import { BACK } from '../player.mjs';
import { QUICK_HEARTBEAT } from '../stage.mjs';

const GROUP = 'lobby';

export const deaf = blackHoled({
  id: 'W27',
  name: 'black-holed from the server to the client',
  expects: 'finds out by itself, dials anew and is back',
  weather: { down: { lost: true } },
});

export const mute = blackHoled({
  id: 'W28',
  name: 'black-holed from the client to the server',
  expects: 'finds out by itself or is told, dials anew and is back',
  weather: { up: { lost: true } },
});

/**
 * @param {Pick<import('../stage.mjs').Scenario, 'id' | 'name' | 'expects'> & { weather: import('../proxy.mjs').Weather }} about
 * @returns {import('../stage.mjs').Scenario}
 */
function blackHoled({ weather, ...about }) {
  return {
    ...about,
    tempo: { heartbeat: QUICK_HEARTBEAT },
    async run(scene) {
      const player = await scene.member(GROUP);
      const witness = await scene.witness(GROUP);
      scene.proxy.setOpen(weather);
      await scene.proxy.dialled(2, BACK);
      await player.told('online', 2);
      await scene.talk(player, witness, GROUP);
    },
  };
}
