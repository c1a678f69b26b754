// @ts-check
// rocket.chat.realtime.api.rxjs: everything is an observable.

import { Inbox, within } from '../../support/index.mjs';
import { load, provideWebSocket, ROOM_MESSAGES, websocketOf } from './client.mjs';

/** @type {import('./client.mjs').Client} */
export const rxjs = { name: 'rocket.chat.realtime.api.rxjs 2.1.1', dates: '$date', connect };

/**
 * @param {import('./client.mjs').Address} server
 * @returns {Promise<import('./client.mjs').Peer>}
 */
async function connect(server) {
  // It looks for the browser's globals, whichever constructor it is given.
  provideWebSocket();
  Object.assign(globalThis, { self: globalThis });
  const { RealTimeAPI } = load('rocket.chat.realtime.api.rxjs');
  const { first } = load('rxjs/operators');
  /** @type {any} */
  let native;
  const closed = new Promise((next) => {
    native = new RealTimeAPI({ url: websocketOf(server), WebSocketCtor: load('ws'), closeObserver: { next } });
  });
  const events = new Inbox();
  native.subscribe((/** @type {any} */ frame) => frame.msg === 'changed' && frame.collection === ROOM_MESSAGES && events.push(frame), () => {});
  native.keepAlive().subscribe({ error() {} });

  /**
   * The first frame for which `wanted` is true.
   * @param {any} observable
   * @param {(frame: any) => unknown} [wanted]
   */
  const firstOf = (observable, wanted = () => true) => within(observable.pipe(first(wanted)).toPromise());
  await firstOf(native.connectToServer());

  /** The result in what an observable of a call brings. @param {any} answers */
  async function result(answers) {
    const { error, result } = await firstOf(answers, ({ msg }) => msg === 'result');
    if (error) throw error;
    return result;
  }

  return {
    native,
    events,
    call: (method, ...params) => result(native.callMethod(method, ...params)),
    logIn: (username, password) => result(native.login(username, password)),
    resume: (token) => result(native.loginWithAuthToken(token)),
    async subscribe(rid) {
      const messages = new Inbox();
      const answer = firstOf(native.getObservable(), ({ msg }) => msg === 'ready' || msg === 'nosub');
      const listener = native
        .getSubscription(ROOM_MESSAGES, rid, false)
        .subscribe((/** @type {any} */ { fields }) => messages.push(fields.args[0]), () => {});
      const { msg, error } = await answer;
      if (msg === 'nosub') throw error ?? new Error('refused without a reason');
      return {
        messages,
        stop() {
          const ended = firstOf(native.getObservable(), ({ msg }) => msg === 'nosub');
          listener.unsubscribe();
          return ended;
        },
      };
    },
    async close() {
      native.disconnect();
      await within(closed, undefined, 'the RxJS client to close');
    },
    closed,
  };
}
