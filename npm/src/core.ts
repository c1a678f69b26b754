import start, { Realtime as Core } from 'groupwire:glue';
import { bytes } from 'groupwire:wasm';
import { RealtimeError } from './error.js';

export type { Core };

let loading: Promise<typeof Core> | undefined;

/**
 * The class of clients inside the WebAssembly module, which is compiled once, at the first call.
 *
 * Rejects with `NOT_SUPPORTED` where the page may not compile WebAssembly; the next call tries again.
 */
export function loadCore(): Promise<typeof Core> {
  loading ??= compile().catch((cause: unknown) => {
    loading = undefined;
    throw new RealtimeError('NOT_SUPPORTED', 'WebAssembly could not be started in this environment.', { cause });
  });
  return loading;
}

async function compile(): Promise<typeof Core> {
  await start(bytes());
  return Core;
}
