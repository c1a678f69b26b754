// @ts-check
import { expect } from '../accounts.mjs';
import { BACK } from '../player.mjs';

const GROUP = 'lobby';
const PERIOD = 6_000;
const MANY = 12;

/** @type {import('../stage.mjs').Scenario} */
export const scenario = {
  id: 'W9',
  name: 'every attempt to come back is reset',
  expects: 'spaces its attempts out, and is back when it is let in again',
  tempo: { backoff: { min: 500, max: 3_000 } },
  async run(scene) {
    const player = await scene.member(GROUP);
    scene.proxy.treatment = 'reset';
    scene.proxy.kill();
    await scene.proxy.dialled(2, BACK);
    const dials = await scene.dialsWithin(PERIOD);
    expect(dials <= MANY, `it dialled ${dials} times in ${PERIOD / 1000} s`);
    scene.proxy.heal();
    await player.told('online', 2);
    await scene.talk(player, await scene.witness(GROUP), GROUP);
  },
};
