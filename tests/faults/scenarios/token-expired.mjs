// @ts-check
import { expect } from '../accounts.mjs';

const GROUP = 'lobby';
const LIFETIME = 3;

/** @type {import('../stage.mjs').Scenario} */
export const scenario = {
  id: 'W18',
  name: 'token expires while connected, and the page has a fresh one',
  expects: 'goes on with it, after a short break at most',
  needs: ['fresh-token'],
  async run(scene) {
    const player = await scene.player({ lifetime: LIFETIME });
    await player.connect();
    await player.join(GROUP);
    await player.setToken(scene.server.tokens(player.place.user).accessToken);
    const dials = await scene.dialsWithin((LIFETIME + 2) * 1000);
    expect(dials <= 1, `it dialled ${dials} times`);
    await scene.talk(player, await scene.witness(GROUP), GROUP);
  },
};
