import type { GroupItem } from 'groupwire';
import { createStore } from './store';

/** `lost`: the connection ended without our asking. `reconnecting`: the SDK is making it again. */
export type Connection = 'closed' | 'connecting' | 'online' | 'lost' | 'reconnecting';

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
  name: '',
  me: null,
  group: null,
  recipient: null,
  members: [],
  groups: [],
  moreGroups: false,
  filter: { kind: 'group', value: '' },
});
