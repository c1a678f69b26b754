// @ts-check
// The server is away for a while.

import { setTimeout as pause } from 'node:timers/promises';
import { expect } from '../../faults/accounts.mjs';

/** How long the server is away in the scenario that is about that, in milliseconds. */
const OUTAGE = 3_000;

/** @type {import('../stage.mjs').Scenario} */
export const calledMeanwhile = {
  key: 'j',
  id: 'DX27',
  name: 'methods called during an outage',
  expects: 'they are done as the user afterwards, or refused by the client',
  async run(scene) {
    const { id } = await scene.loggedIn();
    await scene.cutOff();
    const msg = `of ${scene.rid}`;
    const asked = Promise.all([scene.subject.ask('call', 'whoami'), scene.subject.ask('call', 'sendMessage', { rid: scene.rid, msg })]);
    scene.proxy.heal();
    const [whoami, sent] = await asked;
    scene.expectSound();
    for (const { pending, error } of [whoami, sent]) {
      expect(!pending, 'they never settle');
      expect(!error?.server, `they are done before the login: ${error?.message}`);
    }
    expect(whoami.error || whoami.value === id, 'they are done before the login: as nobody');
    // What the server has sent to somebody else before is there when this is answered.
    await scene.bob.call('echo', 'all is here');
    const written = scene.messages.items.filter((message) => message.msg === msg).length;
    expect(written === (sent.error ? 0 : 1), `the message is there ${written} times`);
  },
};

/** @type {import('../stage.mjs').Scenario} */
export const subscribedMeanwhile = {
  key: 'j2',
  id: 'DX28',
  name: 'subscription made during an outage',
  expects: 'it is ready afterwards, and one at the server; or refused by the client',
  async run(scene) {
    await scene.loggedIn();
    await scene.cutOff();
    const asked = scene.subject.ask('subscribe', scene.rid);
    const meanwhile = await Promise.race([asked, scene.subject.ask('idle').then(() => undefined)]);
    if (meanwhile?.error) return;
    scene.proxy.heal();
    const { pending, error } = await asked;
    scene.expectSound();
    expect(!pending, 'it never settles');
    expect(!error, `it is made before the login, and refused: ${error?.message}`);
    await scene.untilSubscribed(1);
    await scene.hears();
  },
};

/** @type {import('../stage.mjs').Scenario} */
export const threeSeconds = {
  key: 'b',
  id: 'DX30',
  name: `outage of ${OUTAGE / 1000} s, with the client's own patience`,
  expects: 'connected again',
  tempo: { soon: false },
  async run(scene) {
    await scene.loggedIn();
    await scene.proxy.refuse();
    scene.proxy.kill();
    await pause(OUTAGE);
    await scene.proxy.listen();
    await scene.back();
  },
};
