import {
  closeRealtime,
  configure,
  connectRealtime,
  getRealtimeGroups,
  getRealtimeUsers,
  guest,
  joinRealtime,
  postRealtime,
} from 'groupwire';
import type { FetchOptions, GroupQuery, JoinParams, RealtimeCallback, Recipient, UserQuery } from 'groupwire';
import { literal } from './code';
import { userIdIn } from './token';
import { traced } from './trace';

const token = guest();
configure({ token });

export function connect(callback: RealtimeCallback): Promise<WebSocket> {
  return traced('connectRealtime', 'connectRealtime(callback)', false, () => connectRealtime(callback));
}

export function join(params: SubmitEvent | JoinParams, quiet = false) {
  return traced('joinRealtime', `joinRealtime(${argument(params)})`, quiet, () => joinRealtime(params));
}

export function post(message: unknown, recipient: Recipient, quiet = false) {
  const code = `postRealtime(${argument(message)}, ${literal(recipient)})`;
  return traced('postRealtime', code, quiet, () => postRealtime(message, recipient));
}

export function users(query: UserQuery, options: FetchOptions, quiet: boolean) {
  return traced('getRealtimeUsers', `getRealtimeUsers(${literal(query)})`, quiet, () =>
    getRealtimeUsers(query, options),
  );
}

export function groups(query: GroupQuery | null, options: FetchOptions, quiet: boolean) {
  const code = `getRealtimeGroups(${query ? literal(query) : ''})`;
  return traced('getRealtimeGroups', code, quiet, () => getRealtimeGroups(query, options));
}

export function close(): Promise<void> {
  return traced('closeRealtime', 'closeRealtime()', false, () => closeRealtime());
}

function argument(value: unknown): string {
  return value instanceof SubmitEvent ? 'event' : literal(value);
}

/** My own user id; null where there is no token. */
export async function myUserId(): Promise<string | null> {
  try {
    return userIdIn(await token());
  } catch {
    return null;
  }
}
