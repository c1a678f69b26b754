import { refusal, watch } from '../bounds.js';
import type { CallOptions } from '../types.js';

/**
 * What `promise` gives, within the bounds of one who waits for it: beyond them it rejects with `ABORTED` or `TIMEOUT`. What is
 * waited for goes on, for others.
 */
export function within<T>(promise: Promise<T>, options: CallOptions): Promise<T> {
  const refused = refusal(options);
  if (refused) return Promise.reject(refused);
  return new Promise((resolve, reject) => {
    const release = watch(options, (error) => {
      release();
      reject(error);
    });
    const done = <V>(settle: (value: V) => void) => (value: V) => {
      release();
      settle(value);
    };
    promise.then(done(resolve), done(reject));
  });
}
