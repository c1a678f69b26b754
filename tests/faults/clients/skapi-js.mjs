// @ts-check
// The unmodified skapi-js of npm. Its times are fixed: it dials again after three seconds.

import { OWNER, restore, SERVICE, skapiBundle, storage } from '../../interop/world.mjs';
import { startGroupwire } from '../backends/index.mjs';

/** @type {import('./index.mjs').Client} */
export const skapiJs = {
  name: 'skapi-js',
  about: 'version 1.5.8, unmodified, with the server of this repository, which speaks its protocol',
  startBackend: startGroupwire,
  lacks: {
    'many-groups': 'is in one group at a time',
    'fresh-token': 'keeps the login in its own storage; a page cannot give it another token',
  },
  files: { '/skapi.js': { file: skapiBundle } },
  async prepare(page, { httpUrl, wsUrl, tokens }) {
    await page.addInitScript(restore, storage({ httpUrl, wsUrl }, tokens));
  },
  async install(page) {
    await page.addScriptTag({ url: '/skapi.js' });
    await page.evaluate(makeDriver, { service: SERVICE, owner: OWNER });
  },
};

/** Runs in the page. @param {{ service: string, owner: string }} options */
async function makeDriver({ service, owner }) {
  const { Skapi, tell } = /** @type {any} */ (window);
  const skapi = new Skapi(service, owner, { autoLogin: true });
  await skapi.getProfile();
  let connected = false;
  /** What `connect` waits for, because the client's own function resolves before it is connected. */
  let settle = (/** @type {Error | undefined} */ _error) => {};

  /** @param {any} event */
  function callback(event) {
    if (event.type === 'message') tell({ type: 'message', group: event.sender_rid, message: event.message });
    else if (event.type === 'private') tell({ type: 'message', group: '(private)', message: event.message });
    else if (event.type === 'reconnect') tell({ type: 'offline' });
    else if (event.type === 'close') tell({ type: 'closed', why: event.message });
    else if (event.type === 'error') settle(new Error(event.message));
    else if (event.type === 'success') {
      connected = true;
      settle(undefined);
      tell({ type: 'online' });
    }
  }

  /** @type {import('./index.mjs').Driver} */
  const driver = {
    async connect() {
      const first = new Promise((resolve, reject) => (settle = (error) => (error ? reject(error) : resolve(undefined))));
      await skapi.connectRealtime(callback);
      if (!connected) await first;
    },
    join: (group) => skapi.joinRealtime({ group }),
    leave: () => skapi.joinRealtime({ group: null }),
    async post(message, group) {
      await skapi.postRealtime(message, group);
      return { settled: 'sent' };
    },
    close() {
      connected = false;
      return skapi.closeRealtime();
    },
  };
  Object.assign(window, { driver });
}
