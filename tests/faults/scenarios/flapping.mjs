// @ts-check
import { performance } from 'node:perf_hooks';
import { expect } from '../accounts.mjs';

const GROUP = 'lobby';
const PERIOD = 12_000;
const MANY = 9;

/** @type {import('../stage.mjs').Scenario} */
export const scenario = {
  id: 'W14',
  name: 'every connection is killed as soon as it is open',
  expects: 'spaces its attempts out all the same: a connection that opens is not yet a good one',
  tempo: { backoff: undefined },
  async run(scene) {
    const player = await scene.member(GROUP);
    const end = performance.now() + PERIOD;
    for (let kills = 1; performance.now() < end; kills++) {
      expect(kills <= MANY, `it dialled ${kills} times in ${PERIOD / 1000} s`);
      scene.proxy.kill();
      // Nothing more to kill until the end is as good.
      await player.told('online', kills + 1, end - performance.now()).catch(() => {});
    }
  },
};
