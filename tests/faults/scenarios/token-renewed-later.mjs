// @ts-check
import { randomUUID } from 'node:crypto';
import { BACK } from '../player.mjs';

const GROUP = 'lobby';

/** @type {import('../stage.mjs').Scenario} */
export const scenario = {
  id: 'W17',
  name: 'token found to be revoked at the first attempt, and then renewed by the page',
  expects: 'asks for a token before every dial, and is back with the new one, by itself or by a call of the page',
  needs: ['fresh-token', 'lasting-members'],
  async run(scene) {
    const player = await scene.member(GROUP);
    await scene.server.kill();
    await scene.server.start({ secret: randomUUID() });
    await scene.proxy.dialled(2, BACK);
    await player.setToken(scene.server.tokens(player.place.user).accessToken);
    const witness = await scene.witness(GROUP);
    await Promise.race([player.told('online', 2), player.told('closed')]);
    if (player.wasTold('closed')) {
      await player.connect();
      await player.join(GROUP);
    }
    await scene.talk(player, witness, GROUP);
  },
};
