/**
 * Whether the page can share connections made of `Socket` with other tabs: where there are channels between tabs, and locks
 * that it may take. What is no class is refused by whoever reads the options.
 */
export async function canShare(Socket: unknown): Promise<boolean> {
  return typeof Socket === 'function' && Boolean(globalThis.BroadcastChannel) && (await hasLocks());
}

/** Whether the page may take locks: one in a sandbox has none, nor has one that may not store anything. */
async function hasLocks(): Promise<boolean> {
  try {
    await navigator.locks.query();
    return true;
  } catch {
    return false;
  }
}
