// @ts-check
import { expect } from '../../faults/accounts.mjs';

/** @type {import('../stage.mjs').Scenario} */
export const deadPort = {
  key: 'f',
  id: 'DX20',
  name: 'nobody listens where it connects',
  expects: 'connecting rejects',
  async run(scene) {
    await scene.proxy.refuse();
    const { error, pending } = await scene.connect();
    scene.expectSound();
    expect(!pending, 'connecting never settles');
    expect(error, 'connecting resolves');
  },
};
