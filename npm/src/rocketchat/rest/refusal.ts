import type { RealtimeError } from '../../error.js';
import { refusedWith } from '../server-error.js';

/** The code at the end of an error's text, where there is no `errorType`. */
const CODE = /\[([\w-]+)\]$/;

/**
 * What an answer that is none is to the page: the same as the error of a method.
 *
 * `{ success: false, error, errorType?, details? }` is what the server says of a request that it understands;
 * `{ status: 'error', message }` is what it says to who is not logged in.
 */
export function refusal(status: number, body: any): RealtimeError {
  const reason = [body?.error, body?.message, body].find((text) => typeof text === 'string' && text) ?? `HTTP status ${status}`;
  const error = body?.errorType ?? CODE.exec(reason)?.[1] ?? (status === 429 ? 'too-many-requests' : status);
  return refusedWith({ error, reason: reason.replace(CODE, '').trim(), details: body?.details }, reason);
}
