// @ts-check
// No attempt to come back is let through.

import { expect } from '../accounts.mjs';
import { BACK } from '../player.mjs';

const GROUP = 'lobby';
const PERIOD = 6_000;
const MANY = 12;

export const refusing = everyAttempt({ id: 'W9', name: 'every attempt to come back is reset', treatment: 'reset' });
export const upgrade503 = everyAttempt({ id: 'W10', name: 'an intermediary answers 503 to every attempt', treatment: { status: 503 } });
export const upgrade401 = everyAttempt({ id: 'W11', name: 'an intermediary answers 401 to every attempt', treatment: { status: 401 } });

/**
 * @param {{ id: string, name: string, treatment: import('../proxy.mjs').Treatment }} about
 * @returns {import('../stage.mjs').Scenario}
 */
function everyAttempt({ id, name, treatment }) {
  return {
    id,
    name,
    expects: 'spaces its attempts out, and is back when it is let in again',
    tempo: { backoff: { min: 500, max: 3_000 } },
    async run(scene) {
      const player = await scene.member(GROUP);
      scene.proxy.treatment = treatment;
      scene.proxy.kill();
      await scene.proxy.dialled(2, BACK);
      const dials = await scene.dialsWithin(PERIOD);
      expect(dials <= MANY, `it dialled ${dials} times in ${PERIOD / 1000} s`);
      scene.proxy.heal();
      await player.told('online', 2);
      await scene.talk(player, await scene.witness(GROUP), GROUP);
    },
  };
}
