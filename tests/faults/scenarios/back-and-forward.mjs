// @ts-check
import { expect, expectCaughtUp } from '../accounts.mjs';
import { BACK } from '../player.mjs';
import { until } from '../../support/index.mjs';

const GROUP = 'lobby';
const COUNT = 5;

/** @type {import('../stage.mjs').Scenario} */
export const scenario = {
  id: 'W53',
  name: 'page left and come back to by the back button',
  expects: 'the connection is closed meanwhile, and the page goes on where it was when it comes out of the cache',
  async run(scene) {
    const { player, witness } = await scene.pair(GROUP);
    await player.page.evaluate(() => Object.assign(window, { kept: true }));
    await player.page.goto(`${scene.origin}/elsewhere`);
    await until(() => scene.proxy.links.size === 0, BACK, 'the connection of the page that was left to be closed');
    for (let n = 0; n < COUNT; n++) await witness.post({ n }, GROUP);
    await player.window.back();
    const kept = () => player.page.evaluate(() => Boolean(/** @type {any} */ (window).kept));
    const cached = await until(kept, 3_000).catch(() => false);
    expect(cached, 'it keeps the page out of the cache for back and forward: the page begins anew');
    await player.told('online', 2);
    await scene.talk(player, witness, GROUP);
    return expectCaughtUp(player, GROUP, COUNT);
  },
};
