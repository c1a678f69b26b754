import { tabMemory } from './memory';

/** What a tab remembers: two tabs are two users, and a reload is not a third one. */
export interface Remembered {
  name: string;
  group: string | null;
  /** Whether the tab was online, so that a reload goes on where it was. */
  online: boolean;
}

export const { recall, remember } = tabMemory<Remembered>('groupwire-demo');
