// @ts-check
// Our SDK, as it is built for npm.

import { dirname } from 'node:path';
import { sdkBundle } from '../../support/index.mjs';
import { startGroupwire } from '../backends/index.mjs';

/** @type {import('./index.mjs').Client} */
export const groupwire = {
  name: 'groupwire',
  about: 'the SDK as published, with its own protocol and the server of this repository',
  startBackend: startGroupwire,
  lacks: {},
  files: { '/sdk/': { dir: dirname(sdkBundle) } },
  install: (page, place) => installGroupwire(page, place, { httpUrl: place.httpUrl }),
};

/**
 * Puts a driver of the six functions into a page.
 * @param {import('playwright-core').Page} page
 * @param {import('./index.mjs').Place} place
 * @param {object} options beside the address and the times
 */
export async function installGroupwire(page, { wsUrl, tempo }, options) {
  await page.addScriptTag({ type: 'module', content: "import * as groupwire from '/sdk/index.js'; window.groupwire = groupwire;" });
  await page.waitForFunction('window.groupwire');
  const { heartbeat, connectTimeout, sendTimeout, backoff } = tempo;
  const times = { heartbeat, heartbeatTimeout: heartbeat, connectTimeout, sendTimeout, ...(backoff && { backoff }) };
  await page.evaluate(makeDriver, { url: wsUrl, ...times, ...options });
}

/** Runs in the page. @param {object} options */
function makeDriver(options) {
  const { groupwire, tell } = /** @type {any} */ (window);
  const realtime = new groupwire.Realtime({ ...options, token: () => /** @type {any} */ (window).token });
  /** Groups beside others. @type {Map<string, any>} */
  const handles = new Map();

  realtime.on('statechange', (/** @type {{ name: string, reason?: string }} */ state) => {
    if (state.name === 'waiting') tell({ type: 'offline' });
    if (state.name === 'closed') tell({ type: 'closed', why: state.reason });
  });
  realtime.on('recovery', (/** @type {{ recovered: boolean }} */ { recovered }) => {
    if (!recovered) tell({ type: 'gap' });
  });

  /** @type {import('./index.mjs').Driver} */
  const driver = {
    async connect() {
      await realtime.connectRealtime((/** @type {any} */ event) => {
        if (event.type === 'success') tell({ type: 'online' });
        if (event.type === 'message') tell({ type: 'message', group: event.sender_rid, message: event.message });
        if (event.type === 'private') tell({ type: 'message', group: '(private)', message: event.message });
      });
    },
    async join(...groups) {
      const [only] = groups;
      if (groups.length === 1) return realtime.joinRealtime({ group: only });
      for (const group of groups) handles.set(group, realtime.group(group));
      await Promise.all([...handles.values()].map((handle) => handle.join()));
    },
    leave: () => realtime.joinRealtime({ group: null }),
    post: (message, group) => handles.get(group)?.post(message) ?? realtime.postRealtime(message, { group }),
    close: () => realtime.closeRealtime(),
  };
  Object.assign(window, { driver, realtime });
}
