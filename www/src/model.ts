import type { GroupItem } from 'groupwire';
import { createStore } from './store';

/**
 * `waiting`: the connection was lost, and the SDK will make it again. `reconnecting`: it is doing so. `lost`: it has
 * given up.
 */
export type Connection = 'closed' | 'connecting' | 'online' | 'waiting' | 'reconnecting' | 'lost';

/** Whether messages may be written: those of a lost connection wait for the next one. */
export const takesMessages = (connection: Connection): boolean =>
  connection === 'online' || connection === 'waiting' || connection === 'reconnecting';

/** A user in the group, with one connection id for each of their tabs. */
export interface Member {
  id: string;
  connections: string[];
}

export interface GroupFilter {
  kind: 'group' | 'number_of_users';
  value: string;
}

export interface State {
  /** The welcome page is shown until the tab is in a group for the first time. */
  phase: 'welcome' | 'app';
  connection: Connection;
  /** When the next attempt is made, in milliseconds since 1970; null: none is planned. */
  retryAt: number | null;
  /** My display name. */
  name: string;
  /** My user id, known once there is a token. */
  me: string | null;
  /** The group that I have joined. */
  group: string | null;
  /** The user whom the next message goes to; null: the group. */
  recipient: string | null;
  members: readonly Member[];
  groups: readonly GroupItem[];
  /** Whether the list of groups was cut at its limit. */
  moreGroups: boolean;
  filter: GroupFilter;
}

export const model = createStore<State>({
  phase: 'welcome',
  connection: 'closed',
  retryAt: null,
  name: '',
  me: null,
  group: null,
  recipient: null,
  members: [],
  groups: [],
  moreGroups: false,
  filter: { kind: 'group', value: '' },
});
