import { makeError } from './error.js';

/** The names of messages from the server, in the order of `MessageKind::NAMES`. */
const NAMES = [
  'changed',
  'added',
  'removed',
  'addedBefore',
  'movedBefore',
  'result',
  'updated',
  'ready',
  'nosub',
  'ping',
  'pong',
  'connected',
  'failed',
  'error',
];

/** The number of the sort of a frame, or -1. */
export const messageKindOf = (frame) => NAMES.indexOf(frame.msg);

/** What a call is rejected with that the server refuses: its error object is the cause. */
export function refusalOf(error, settled) {
  const { error: code = 'ERROR', reason, message } = Object(error);
  return makeError(String(code), String(reason ?? message ?? code), undefined, error, settled);
}

/** A subscription that something happened to: one that the server has ended may come with its error. */
export const subscriptionOf = (name, params, error) => ({ name, params, ...(error && { error }) });

/** A call that the server has no time for now. */
export const held = (method, millis) => ({ method, millis });
