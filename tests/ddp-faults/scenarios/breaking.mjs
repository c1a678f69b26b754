// @ts-check
// The connection breaks.

import { expect } from '../../faults/accounts.mjs';

/** Longer than the moment in which the connection breaks, in milliseconds. */
const SLOW = 1_500;

/** @type {import('../stage.mjs').Scenario} */
export const killed = {
  key: 'a',
  id: 'DX24',
  name: 'connection killed',
  expects: 'connected again, logged in and subscribed as before',
  async run(scene) {
    const { id } = await scene.loggedIn();
    await scene.subject.must('subscribe', scene.rid);
    scene.proxy.kill();
    await scene.back(id);
    await scene.untilSubscribed(1);
    await scene.hears();
  },
};

/** @type {import('../stage.mjs').Scenario} */
export const callInFlight = {
  key: 'd',
  id: 'DX25',
  name: 'connection killed while a method is called',
  expects: 'the call settles',
  async run(scene) {
    await scene.loggedIn();
    const call = await scene.underWay(() => scene.subject.ask('call', 'slow', SLOW));
    scene.proxy.kill();
    expect(!(await call.outcome).pending, 'it never settles');
  },
};

/** @type {import('../stage.mjs').Scenario} */
export const loginInFlight = {
  key: 'm',
  id: 'DX26',
  name: 'connection killed during a login',
  expects: 'the login settles, and methods called after it are answered',
  async run(scene) {
    await scene.connected();
    scene.proxy.setOpen({ down: { held: true } });
    const login = await scene.underWay(() => scene.subject.ask('logIn', 'alice', 'secret'));
    scene.proxy.kill();
    await scene.back();
    expect(!(await login.outcome).pending, 'the login never settles');
  },
};

/** @type {import('../stage.mjs').Scenario} */
export const tokenRevoked = {
  key: 'e',
  id: 'DX29',
  name: 'token revoked, and then the connection killed',
  expects: 'who the client says is logged in, is; and no rejection is left',
  logins: true,
  async run(scene) {
    const { id, token } = await scene.loggedIn();
    expect((await scene.subject.must('user')) === id, 'it does not say who is logged in');
    await scene.bob.call('test:revoke', token);
    scene.proxy.kill();
    await scene.proxy.dialled(2);
    await scene.agreed();
  },
};
