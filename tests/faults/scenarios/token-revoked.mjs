// @ts-check
import { randomUUID } from 'node:crypto';
import { expect } from '../accounts.mjs';
import { BACK } from '../player.mjs';

const GROUP = 'lobby';
const PERIOD = 6_000;
const MANY = 5;

/** @type {import('../stage.mjs').Scenario} */
export const scenario = {
  id: 'W15',
  name: 'token revoked while connected',
  expects: 'does not hammer the server with it, and the page is told that it is closed or waiting',
  tempo: { backoff: undefined },
  async run(scene) {
    const player = await scene.member(GROUP);
    await scene.server.kill();
    await scene.server.start({ secret: randomUUID() });
    await scene.proxy.dialled(2, BACK);
    const dials = await scene.dialsWithin(PERIOD);
    expect(dials <= MANY, `it dialled ${dials} times in ${PERIOD / 1000} s`);
    expect(player.wasTold('closed') || player.wasTold('offline'), 'the page is told nothing');
  },
};
