/** A lock that is held. It ends with its page at the latest, however that ends. */
export interface Hold {
  release(): void;
}

/**
 * Takes a Web Lock, as soon as it is free.
 *
 * Rejects where `options.signal` ends the wait. A lock may be stolen: `lost` is called then.
 */
export function take(name: string, options: LockOptions = {}, lost = () => {}): Promise<Hold> {
  return new Promise((resolve, reject) => {
    let isHeld = false;
    const held = navigator.locks.request(name, options, () => {
      isHeld = true;
      return new Promise<void>((release) => resolve({ release }));
    });
    held.catch((error: unknown) => (isHeld ? lost() : reject(error)));
  });
}

/** Calls `ended` when nobody holds the lock `name` any more, unless `signal` comes before. */
export function watch(name: string, signal: AbortSignal, ended: () => void): void {
  take(name, { mode: 'shared', signal }).then(
    (hold) => {
      hold.release();
      if (!signal.aborted) ended();
    },
    () => {},
  );
}
