// @ts-check
import { expect } from '../accounts.mjs';

const GROUP = 'lobby';
const SOON = 5_000;

/** @type {import('../stage.mjs').Scenario} */
export const scenario = {
  id: 'W48',
  name: 'page hidden while its connection dies unheard, and shown',
  expects: 'finds out soon after it is shown, and is back',
  async run(scene) {
    const player = await scene.member(GROUP);
    const witness = await scene.witness(GROUP);
    await player.window.hide();
    scene.proxy.setOpen({ up: { lost: true }, down: { lost: true } });
    await player.window.show();
    const found = await scene.proxy.dialled(2, SOON).catch(() => false);
    expect(found, `it does not ask whether the connection is alive: no new one in ${SOON / 1000} s`);
    await player.told('online', 2);
    await scene.talk(player, witness, GROUP);
  },
};
