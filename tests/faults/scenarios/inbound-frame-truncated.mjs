// @ts-check
import { expect, expectOnceInOrder, numbers } from '../accounts.mjs';

const GROUP = 'lobby';
const LARGE = { n: 1, text: 'x'.repeat(20_000) };

/** @type {import('../stage.mjs').Scenario} */
export const scenario = {
  id: 'W44',
  name: 'reset in the middle of a message from the server',
  expects: 'the message arrives whole and once afterwards, or the page is told that it is lost',
  async run(scene) {
    const player = await scene.member(GROUP);
    const witness = await scene.witness(GROUP);
    await witness.post({ n: 0 }, GROUP);
    await player.hears({ n: 0 }, GROUP);
    scene.proxy.setOpen({ down: { cutAfter: 5_000 } });
    await witness.post(LARGE, GROUP);
    await player.told('online', 2);
    await scene.talk(player, witness, GROUP);
    const received = player.received(GROUP);
    expectOnceInOrder(numbers(received));
    const whole = received.some((message) => JSON.stringify(message) === JSON.stringify(LARGE));
    expect(whole || player.gaps > 0, 'the message is lost, and the page is not told');
  },
};
