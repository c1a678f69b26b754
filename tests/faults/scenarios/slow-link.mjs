// @ts-check
import { expect, expectAccounted, numbers } from '../accounts.mjs';

const GROUP = 'lobby';
const COUNT = 60;
/** Bytes that the browser may hold. What is there cannot be taken back, and is lost with the connection. */
const MOST = 1.25 * 1024 * 1024;
const TEXT = 'x'.repeat(50_000);
const POSTS = Array.from({ length: COUNT }, (_, n) => ({ message: { n, text: TEXT }, group: GROUP }));

/** @type {import('../stage.mjs').Scenario} */
export const scenario = {
  id: 'W32',
  name: 'large posts over a slow connection',
  expects: 'they wait for it, instead of filling the buffer of the browser; all arrive, in order and once',
  async run(scene) {
    const player = await scene.member(GROUP);
    const witness = await scene.witness(GROUP);
    scene.proxy.set({ up: { bytesPerSecond: 1_000_000 } });
    const outcomes = await player.postAll(POSTS);
    await scene.talk(player, witness, GROUP);
    expectAccounted(outcomes, numbers(witness.heard.items.map(({ message }) => message)));
    const most = await player.mostBuffered();
    expect(most <= MOST, `the browser held up to ${(most / 1024 / 1024).toFixed(1)} MiB`);
  },
};
