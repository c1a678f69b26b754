import { tabMemory } from '../memory';

/** What a tab keeps over a reload: where it was logged in, and in which room it was. Not the password. */
export interface Kept {
  url: string;
  token: string | null;
  rid: string | null;
}

export const { recall: kept, remember: keep } = tabMemory<Kept>('groupwire-demo-rocketchat');
