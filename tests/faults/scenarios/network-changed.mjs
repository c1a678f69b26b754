// @ts-check
import { expect } from '../accounts.mjs';

const GROUP = 'lobby';
const SOON = 5_000;

/** @type {import('../stage.mjs').Scenario} */
export const scenario = {
  id: 'W52',
  name: 'network changed: the connection is dead, and the browser tells that it is online',
  expects: 'finds out soon, and is back',
  async run(scene) {
    const player = await scene.member(GROUP);
    const witness = await scene.witness(GROUP);
    await player.window.setOffline(true);
    scene.proxy.setOpen({ up: { lost: true }, down: { lost: true } });
    await player.window.setOffline(false);
    const found = await scene.proxy.dialled(2, SOON).catch(() => false);
    expect(found, `it does not ask whether the connection is alive: no new one in ${SOON / 1000} s`);
    await player.told('online', 2);
    await scene.talk(player, witness, GROUP);
  },
};
