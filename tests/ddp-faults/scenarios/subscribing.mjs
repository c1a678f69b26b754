// @ts-check
import { expect } from '../../faults/accounts.mjs';

/** A room that no user may see: the server refuses it without a reason where it behaves as Meteor does. */
const FORBIDDEN = 'FORBIDDEN';
const TIMES = 200;

/** @type {import('../stage.mjs').Scenario} */
export const twice = {
  key: 'g',
  id: 'DX21',
  name: 'two subscriptions to one stream',
  expects: 'they are one at the server, and each listener is called once for a message',
  async run(scene) {
    await scene.loggedIn();
    const numbers = await Promise.all([scene.subject.must('subscribe', scene.rid), scene.subject.must('subscribe', scene.rid)]);
    const msg = await scene.write();
    await scene.subject.heard.first((one) => one.msg === msg);
    await scene.settled();
    const [server, calls] = [await scene.subscribed(), scene.subject.gotBy(msg)];
    const told = `${server} subscription(s) at the server, ${calls.length} calls of two listeners`;
    expect(server === 1 && numbers.every((number) => calls.filter((one) => one === number).length === 1) && calls.length === 2, told);
  },
};

/** @type {import('../stage.mjs').Scenario} */
export const refused = {
  key: 'h',
  id: 'DX22',
  name: 'subscription refused',
  expects: 'it rejects, once, and nothing is kept',
  async run(scene) {
    await scene.loggedIn();
    await expectRefused(scene, 'subscribe', FORBIDDEN);
    expect((await scene.subscribed(FORBIDDEN)) === 0, 'the server has it all the same');
  },
};

/** @type {import('../stage.mjs').Scenario} */
export const unknown = {
  key: 'h2',
  id: 'DX23',
  name: 'publication that there is not',
  expects: 'it rejects, once',
  async run(scene) {
    await scene.loggedIn();
    await expectRefused(scene, 'publication', 'no-such-publication');
  },
};

/** @type {import('../stage.mjs').Scenario} */
export const ended = {
  key: 'i',
  id: 'DX31',
  name: 'subscription ended by the server after it was ready',
  expects: 'the page is told',
  async run(scene) {
    await scene.loggedIn();
    const number = await scene.subject.must('subscribe', scene.rid);
    const told = scene.subject.ask('ended', number);
    // The client listens by now: orders are carried out one after the other.
    await scene.settled();
    const stopped = await scene.bob.call('test:stop', 'stream-room-messages', scene.rid);
    expect(stopped === 2, 'the server has not ended it, and that of somebody else');
    const { pending, error } = await told;
    expect(!pending && !error, 'the page is not told');
  },
};

/** @type {import('../stage.mjs').Scenario} */
export const leak = {
  key: 'l',
  id: 'DX34',
  name: `subscribed and unsubscribed ${TIMES} times`,
  expects: 'the server has no subscription left',
  async run(scene) {
    await scene.loggedIn();
    for (let n = 0; n < TIMES; n++) await scene.subject.must('stop', await scene.subject.must('subscribe', scene.rid));
    await scene.untilSubscribed(0);
    await scene.subject.must('subscribe', scene.rid);
    await scene.hears();
  },
};

/** @param {import('../stage.mjs').Scene} scene @param {string} order @param {string} name */
async function expectRefused({ subject }, order, name) {
  const { error, pending } = await subject.ask(order, name);
  expect(!pending, 'it is pending for ever');
  expect(error, 'it resolves, as if it were ready');
  // What the rejection leaves behind is reported before this is answered.
  await subject.must('call', 'echo', 'after the refusal');
}
