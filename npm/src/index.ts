/**
 * Realtime groups, private messages and presence.
 *
 * Six functions over one WebSocket. They use one client, made by {@link configure} or, with the
 * page's own origin as the server, by the first call. {@link Realtime} makes further clients.
 */

import { Realtime } from './realtime.js';
import type { RealtimeOptions } from './types.js';

export { RealtimeError } from './error.js';
export type { RealtimeErrorCode } from './error.js';
export { guest } from './guest.js';
export { Realtime } from './realtime.js';
export { fromSkapi } from './skapi.js';
export type * from './types.js';

let client: Realtime | undefined;

/** Makes the client that the six functions use. One made before is closed. */
export function configure(options: RealtimeOptions): void {
  void client?.closeRealtime();
  client = new Realtime(options);
}

const current = (): Realtime => (client ??= new Realtime());

/** {@link Realtime.connectRealtime} */
export const connectRealtime: Realtime['connectRealtime'] = (callback) => current().connectRealtime(callback);

/** {@link Realtime.postRealtime} */
export const postRealtime: Realtime['postRealtime'] = (message, recipient, notification) =>
  current().postRealtime(message, recipient, notification);

/** {@link Realtime.joinRealtime} */
export const joinRealtime: Realtime['joinRealtime'] = (params) => current().joinRealtime(params);

/** {@link Realtime.getRealtimeGroups} */
export const getRealtimeGroups: Realtime['getRealtimeGroups'] = (params, fetchOptions) =>
  current().getRealtimeGroups(params, fetchOptions);

/** {@link Realtime.getRealtimeUsers} */
export const getRealtimeUsers: Realtime['getRealtimeUsers'] = (params, fetchOptions) =>
  current().getRealtimeUsers(params, fetchOptions);

/** {@link Realtime.closeRealtime} */
export const closeRealtime: Realtime['closeRealtime'] = () => current().closeRealtime();
