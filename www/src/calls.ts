import {
  closeRealtime,
  configure,
  connectRealtime,
  getRealtimeGroups,
  getRealtimeUsers,
  guest,
  joinRealtime,
  postRealtime,
  RealtimeError,
} from 'groupwire';
import type { FetchOptions, GroupQuery, JoinParams, RealtimeCallback, Recipient, UserQuery } from 'groupwire';
import { literal } from './code';

/** The six functions, in the order in which an app meets them. */
export const FUNCTIONS = [
  'connectRealtime',
  'joinRealtime',
  'postRealtime',
  'getRealtimeUsers',
  'getRealtimeGroups',
  'closeRealtime',
] as const;

export type FunctionName = (typeof FUNCTIONS)[number];

/** One call of the SDK, as the page shows it. */
export interface Call {
  readonly fn: FunctionName;
  /** The call as source code. */
  readonly code: string;
  /** Made by the page on its own account, not by a click: not worth a line in the log. */
  readonly quiet: boolean;
  state: 'pending' | 'done' | 'failed';
  answer?: unknown;
  ms?: number;
}

const listeners = new Set<(call: Call) => void>();

/** Told of every call twice: when it is made and when it is answered. */
export function onCall(listener: (call: Call) => void): void {
  listeners.add(listener);
}

async function traced<Answer>(
  fn: FunctionName,
  code: string,
  quiet: boolean,
  run: () => Promise<Answer>,
): Promise<Answer> {
  const call: Call = { fn, code, quiet, state: 'pending' };
  const tell = () => listeners.forEach((listener) => listener(call));
  const start = performance.now();
  // Called before anything else happens: a form has to be read in the event that submits it.
  const answer = run();
  tell();
  try {
    call.answer = await answer;
    call.state = 'done';
    return call.answer as Answer;
  } catch (error) {
    call.answer = error;
    call.state = 'failed';
    throw error;
  } finally {
    call.ms = performance.now() - start;
    tell();
  }
}

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

/** The user id in the guest's token. Only the server can check the token; the page just reads its own id. */
export async function myUserId(): Promise<string | null> {
  try {
    const jwt = await token();
    const body = (jwt ?? '').split('.')[1] ?? '';
    const bytes = Uint8Array.from(atob(body.replace(/-/g, '+').replace(/_/g, '/')), (c) => c.charCodeAt(0));
    const claims: unknown = JSON.parse(new TextDecoder().decode(bytes));
    const sub = (claims as { sub?: unknown }).sub;
    return typeof sub === 'string' ? sub : null;
  } catch {
    return null;
  }
}

/** What went wrong, in one line. */
export function problem(error: unknown): string {
  if (error instanceof RealtimeError) return `${error.code}: ${error.message}`;
  return error instanceof Error ? error.message : String(error);
}
