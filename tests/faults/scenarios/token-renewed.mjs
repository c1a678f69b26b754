// @ts-check
import { randomUUID } from 'node:crypto';

const GROUP = 'lobby';

/** @type {import('../stage.mjs').Scenario} */
export const scenario = {
  id: 'W16',
  name: 'token revoked while connected, and the page has a fresh one',
  expects: 'asks for it and is back',
  needs: ['fresh-token', 'lasting-members'],
  async run(scene) {
    const player = await scene.member(GROUP);
    await scene.server.kill();
    await scene.server.start({ secret: randomUUID() });
    await player.setToken(scene.server.tokens(player.place.user).accessToken);
    await player.told('online', 2);
    await scene.talk(player, await scene.witness(GROUP), GROUP);
  },
};
