import type { RealtimeOptions } from './types.js';

/**
 * The options with a socket that tabs share, where that is asked for. It speaks version 1 of the protocol with the tabs, so
 * there is none for `skapi`. Where the code for it cannot be loaded, the tab connects alone.
 */
export async function shared(options: RealtimeOptions): Promise<RealtimeOptions> {
  if (!options?.shareConnection || options.protocol === 'skapi') return options;
  const tabs = await import('./tabs/index.js').catch(() => undefined);
  return tabs ? { ...options, WebSocket: await tabs.sharing(options.WebSocket) } : options;
}
