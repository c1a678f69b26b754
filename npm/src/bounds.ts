import { invalid as invalidOption } from '../../src/js/options.js';
import { RealtimeError } from './error.js';
import type { CallOptions } from './types.js';

/** The longest delay of the platform's timers. */
const MAX_TIMEOUT = 0x7fff_ffff;

/** What can take calls back: the core of a client. */
export interface Abortable {
  /** Takes back the call that `promise` was given for. */
  abort(promise: Promise<unknown>, reason: unknown): void;
}

/** Why a call with these bounds cannot even begin. */
export function refusal({ signal, timeout }: CallOptions): RealtimeError | undefined {
  if (signal && !signal.addEventListener) return invalid('signal', 'must be an AbortSignal.');
  if (timeout !== undefined && !(typeof timeout === 'number' && timeout >= 0 && timeout <= MAX_TIMEOUT)) return invalid('timeout', 'must be a number of milliseconds.');
  return signal?.aborted ? aborted(signal) : undefined;
}

/** Takes the call behind `promise` back when its signal says so; requests mind theirs themselves. Gives `promise` itself. */
export function abortable<T>(core: Abortable, promise: Promise<T>, signal: AbortSignal | null | undefined): Promise<T> {
  if (!signal) return promise;
  const abort = () => core.abort(promise, signal.reason);
  const release = () => signal.removeEventListener('abort', abort);
  signal.addEventListener('abort', abort);
  promise.then(release, release);
  // The call itself may have led to it: a token function, or who is told of the call's first effects.
  if (signal.aborted) abort();
  return promise;
}

/**
 * Watches the bounds of a call that waits to be made: beyond them `reject` is called.
 *
 * Gives the function that ends the watch and tells what is left of them then.
 */
export function watch(options: CallOptions, reject: (error: RealtimeError) => void): () => CallOptions {
  const { signal, timeout } = options;
  const begin = performance.now();
  const abort = () => reject(aborted(signal!));
  const late = () => reject(new RealtimeError('TIMEOUT', 'The call was not made in time.', { settled: 'never-sent' }));
  const timer = timeout === undefined ? timeout : setTimeout(late, timeout);
  signal?.addEventListener('abort', abort);
  return () => {
    clearTimeout(timer);
    signal?.removeEventListener('abort', abort);
    if (timeout === undefined) return options;
    return { ...options, timeout: Math.max(0, timeout - (performance.now() - begin)) };
  };
}

const aborted = ({ reason }: AbortSignal): RealtimeError =>
  new RealtimeError('ABORTED', 'The call was aborted.', { cause: reason, settled: 'never-sent' });

export const invalid = invalidOption as unknown as (name: string, what: string) => RealtimeError;
