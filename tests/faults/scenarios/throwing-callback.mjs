// @ts-check
import { expect } from '../accounts.mjs';

const GROUP = 'lobby';

/** @type {import('../stage.mjs').Scenario} */
export const scenario = {
  id: 'W55',
  name: 'the callback of the page throws when it is told of the connection',
  expects: 'nothing breaks: it can join, post and receive',
  async run(scene) {
    const player = await scene.player();
    await player.throwOn('online');
    await player.connect();
    await player.join(GROUP);
    await scene.talk(player, await scene.witness(GROUP), GROUP);
    scene.proxy.kill();
    await player.told('online', 2);
    await scene.talk(player, await scene.witness(GROUP), GROUP);
    expect(player.events.items.length > 0, 'the page was told nothing');
  },
};
