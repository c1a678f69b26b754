// What the list calls take and give.

import type { CallOptions } from './calls.js';
import type { RealtimeEvent } from './events.js';

/** How a value is compared. On a group name, `>=` finds the names that begin with the value. */
export type Condition =
  | '>' | '>=' | '=' | '<' | '<=' | '!='
  | 'gt' | 'gte' | 'eq' | 'lt' | 'lte' | 'ne';

/** What `getRealtimeGroups` looks for. Nothing at all lists every group. */
export interface GroupQuery {
  searchFor: 'group' | 'number_of_users';
  /** A group name or a number of users, as `searchFor` says. */
  value?: string | number;
  /** Default: `=`, or all groups where there is no value. */
  condition?: Condition;
  /** The other end of a range from `value`, both included. Cannot be used with `condition`. */
  range?: string | number | boolean;
}

/** What `getRealtimeUsers` looks for. */
export interface UserQuery {
  group: string;
  /** Look for this user alone. */
  user_id?: string;
}

/** Progress of a list request. */
export interface Progress {
  status: 'download' | 'upload';
  /** Percent. 0 where the size is unknown, until all is there. */
  progress: number;
  /** Bytes so far. */
  loaded: number;
  /** Bytes in all, 0 where unknown. */
  total: number;
  /** Cancels the request, which then rejects with `Aborted`. */
  abort(): void;
}

/** How a list is fetched. Without a `timeout` a call takes at most 30 seconds. */
export interface FetchOptions extends CallOptions {
  /** Items in one answer: at most 1000. Default: 50. */
  limit?: number;
  /** Fetch the batch after the one fetched last with the same parameters. Default: false. */
  fetchMore?: boolean;
  /** Default: true. */
  ascending?: boolean;
  /** Begin at a key from `startKey` or `startKeyHistory` (parsed), or at `'start'`. */
  startKey?: { [key: string]: any } | 'start' | 'end' | null;
  /** Called while the answer arrives. */
  progress?: (progress: Progress) => void;
}

/** One batch of a list. */
export interface DatabaseResponse<T> {
  list: T[];
  /** Where the next batch begins; `'end'` after the last one. */
  startKey: { [key: string]: any } | 'end';
  /** Whether this was the last batch. */
  endOfList: boolean;
  /** The start keys of the batches so far, as JSON text; `'end'` for the last. */
  startKeyHistory: string[];
}

/** A group and how many connections are in it. */
export interface GroupItem {
  group: string;
  number_of_users: number;
}

/** One connection of a user in a group. A user with two tabs is there twice. */
export interface UserItem {
  user_id: string;
  /** The connection id as the server has it. */
  connection_id: string;
  /** The connection id as events carry it (`cid:…`). */
  cid: string;
}

/** Which posts of a group `history` gives. */
export interface HistoryQuery {
  group: string;
  /** How many: at most 1000. Default: 50. */
  limit?: number;
  /** The newest before this offset. Default: the newest. */
  before?: number;
}

/** How history is fetched. */
export type HistoryOptions = Pick<FetchOptions, 'signal' | 'timeout' | 'progress'>;

/** Posts of a group that the server keeps. */
export interface HistoryResponse {
  /** The oldest first. */
  list: (RealtimeEvent & { offset: number })[];
  epoch: string;
  /** Whether there are none before these. */
  endOfList: boolean;
}
