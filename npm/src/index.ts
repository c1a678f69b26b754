/**
 * Realtime groups, private messages and presence.
 *
 * Six functions over one WebSocket. They use one client, made by {@link configure} or, with the
 * page's own origin as the server, by the first call. {@link Realtime} makes further clients.
 */

import { Realtime } from './realtime.js';
import type { RealtimeOptions } from './types.js';

export { RealtimeError } from './error.js';
export type { RealtimeErrorCode, Settled } from './error.js';
export { guest } from './guest.js';
export { Realtime } from './realtime.js';
export { fromSkapi } from './skapi.js';
export type * from './types.js';

let client: Realtime | undefined;

/** Makes the client that the six functions use. One made before is closed, and takes its listeners with it. */
export function configure(options: RealtimeOptions): void {
  void client?.closeRealtime();
  client = new Realtime(options);
}

/** The client that the six functions use: `realtime().on('statechange', …)`, `realtime().group('lobby')`. */
export const realtime = (): Realtime => (client ??= new Realtime());

/** {@link Realtime.connectRealtime} */
export const connectRealtime: Realtime['connectRealtime'] = (callback, options) =>
  realtime().connectRealtime(callback, options);

/** {@link Realtime.postRealtime} */
export const postRealtime: Realtime['postRealtime'] = (message, recipient, notification, options) =>
  realtime().postRealtime(message, recipient, notification, options);

/** {@link Realtime.joinRealtime} */
export const joinRealtime: Realtime['joinRealtime'] = (params, options) => realtime().joinRealtime(params, options);

/** {@link Realtime.getRealtimeGroups} */
export const getRealtimeGroups: Realtime['getRealtimeGroups'] = (params, fetchOptions) =>
  realtime().getRealtimeGroups(params, fetchOptions);

/** {@link Realtime.getRealtimeUsers} */
export const getRealtimeUsers: Realtime['getRealtimeUsers'] = (params, fetchOptions) =>
  realtime().getRealtimeUsers(params, fetchOptions);

/** {@link Realtime.closeRealtime} */
export const closeRealtime: Realtime['closeRealtime'] = (options) => realtime().closeRealtime(options);
