/**
 * What a tab remembers. sessionStorage belongs to one tab and survives a reload, so two
 * tabs are two users and a reload is not a third one.
 */
export interface Remembered {
  name?: string;
  group?: string | null;
  /** Whether the tab was online, so that a reload goes on where it was. */
  online?: boolean;
}

const KEY = 'groupwire-demo';

export function recall(): Remembered {
  try {
    const found: unknown = JSON.parse(sessionStorage.getItem(KEY) ?? '{}');
    return typeof found === 'object' && found !== null ? found : {};
  } catch {
    // Storage can be blocked, and its content can be anybody's.
    return {};
  }
}

export function remember(patch: Remembered): void {
  try {
    sessionStorage.setItem(KEY, JSON.stringify({ ...recall(), ...patch }));
  } catch {
    // The page works without memory too.
  }
}
