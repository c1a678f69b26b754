import { makeError, RealtimeError } from './error.js';

/** How long a call may take in milliseconds, the token and everything else included. */
export const DEADLINE = 30_000;

/**
 * Begins a list call, and ends it when its time is over or its signal says so.
 *
 * @param {any} options as the page gave them
 * @param {(call: any) => Promise<any>} begin given a copy: `cancel` is to be set to what ends its request, `isLate` tells
 *   that nobody waits for the answer any more
 */
export async function bounded(options, begin) {
  let timer;
  let signal;
  let abort;
  try {
    // What the caller does to the options later changes nothing. `cancel` ends its request.
    const call = { ...options, isLate: false, cancel() {} };
    const over = new Promise((_, reject) => {
      const end = (code, message, cause) => {
        call.isLate = true;
        call.cancel(message);
        reject(makeError(code, message, undefined, cause));
      };
      abort = () => end('ABORTED', 'Aborted', signal.reason);
      signal = call.signal;
      signal?.addEventListener('abort', abort);
      timer = setTimeout(end, call.timeout ?? DEADLINE, call.timeout == null ? 'ERROR' : 'TIMEOUT', 'Timeout');
      if (signal?.aborted) abort();
    });
    return await Promise.race([over, call.isLate || begin(call)]);
  } catch (cause) {
    // The page's getters may throw anything.
    throw cause instanceof RealtimeError ? cause : makeError('INVALID_REQUEST', 'Invalid data type.', undefined, cause);
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener('abort', abort);
  }
}
