// @ts-check
// The connection is there, and nothing comes over it.

import { expect } from '../../faults/accounts.mjs';

/** What clients are set up with that find out by themselves, in milliseconds. */
const HEARTBEAT = 500;

const BLACK_HOLE = { up: { lost: true }, down: { lost: true } };

/** @type {import('../stage.mjs').Scenario} */
export const unanswered = {
  key: 'k',
  id: 'DX32',
  name: 'method called into a black hole',
  expects: 'the call settles',
  async run(scene) {
    await scene.loggedIn();
    scene.proxy.setOpen(BLACK_HOLE);
    expect(!(await scene.subject.ask('call', 'echo', 'lost')).pending, 'it never settles');
  },
};

/** @type {import('../stage.mjs').Scenario} */
export const halfOpen = {
  key: 'n',
  id: 'DX33',
  name: 'link half-open for longer than the heartbeat',
  expects: 'finds out by itself, and is connected again, logged in and subscribed as before',
  tempo: { heartbeat: HEARTBEAT },
  async run(scene) {
    const { id } = await scene.loggedIn();
    await scene.subject.must('subscribe', scene.rid);
    scene.proxy.setOpen(BLACK_HOLE);
    await scene.back(id);
    // The server knows nothing of the end of the first connection.
    await scene.untilSubscribed(2);
    await scene.hears();
  },
};
