// @ts-check
import { randomUUID } from 'node:crypto';
import { expect } from '../accounts.mjs';

const GROUPS = ['lobby', 'garden'];

/** @type {import('../stage.mjs').Scenario} */
export const scenario = {
  id: 'W24',
  name: 'connection killed after another group was joined in place of the first',
  expects: 'comes back into the second group, and not into the first',
  async run(scene) {
    const [first = '', second = ''] = GROUPS;
    const player = await scene.member(first);
    await player.leave(first);
    await player.join(second);
    const witness = await scene.witness(first, second);
    scene.proxy.kill();
    await player.told('online', 2);
    await scene.talk(player, witness, second);
    await witness.post({ stray: randomUUID() }, first);
    await scene.talk(player, witness, second);
    expect(player.received(first).length === 0, 'it hears the group that it has left');
  },
};
