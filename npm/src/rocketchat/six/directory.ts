// Lists of rooms and of users, searched and paged like those of the other protocols.

import { bounded } from '../../../../src/js/list-bounds.js';
import { Histories } from '../../../../src/js/list-histories.js';
import { checkOptions, groupQuery, historyQuery, userQuery } from '../../../../src/js/list-query.js';
import type { DatabaseResponse, FetchOptions, GroupItem, HistoryQuery, UserItem } from '../../types.js';
import type { Room } from '../types/room.js';
import type { UserRef } from '../types/user.js';

/** How many items an answer has where nobody says. */
const LIMIT = 50;

/** Where the next page begins: at the item with this key. */
type Key = { number?: number; name: string };

/** What a list is asked for, checked. */
export interface ListSource {
  /** The rooms that the user is in. */
  rooms(options: { signal?: AbortSignal | null; timeout?: number }): Promise<Room[]>;
  /** The users of a group. */
  users(group: string, options: { signal?: AbortSignal | null; timeout?: number }): Promise<UserRef[]>;
}

/**
 * The list calls of one client. Rocket.Chat gives all rooms, and all users of a room, in one answer: they are searched, put in
 * order and cut into pages here, each call on what the server says then.
 */
export class Directory {
  #source: ListSource;
  #histories = new Histories();

  constructor(source: ListSource) {
    this.#source = source;
  }

  /** Somebody else has other lists. */
  forget(): void {
    this.#histories = new Histories();
  }

  /** `getRealtimeGroups`: rooms with a name and how many members they have. */
  groups(params: unknown, options: FetchOptions | undefined): Promise<DatabaseResponse<GroupItem>> {
    return bounded(options, async (call) => {
      const query = groupQuery(params);
      const byNumber = query.searchFor === 'number_of_users';
      const items = async () => {
        const groups = (await this.#source.rooms(bounds(call))).flatMap(groupOf);
        return groups.filter((item) => accepts(query, byNumber ? item.number_of_users : item.group));
      };
      const keyOf = ({ group, number_of_users }: GroupItem): Key => (byNumber ? { number: number_of_users, name: group } : { name: group });
      return this.#page({ groups: query }, call, items, keyOf);
    });
  }

  /**
   * `getRealtimeUsers`: the members of a room. Rocket.Chat tells of users, not of their connections: there is one item for
   * each user, and the user id stands for the connection.
   */
  users(params: unknown, options: FetchOptions | undefined): Promise<DatabaseResponse<UserItem>> {
    return bounded(options, async (call) => {
      const { group, user_id } = userQuery(params);
      const items = async () => {
        const users = await this.#source.users(group, bounds(call));
        return users.filter(({ _id }) => user_id === undefined || _id === user_id).map(userItem);
      };
      return this.#page({ users: group, user_id }, call, items, ({ user_id }) => ({ name: user_id }));
    });
  }

  #page<T>(query: object, call: any, items: () => Promise<T[]>, keyOf: (item: T) => Key): Promise<DatabaseResponse<T>> {
    checkOptions(call);
    const { limit = LIMIT, ascending = true, startKey } = call;
    const given = startKey && typeof startKey === 'object' ? startKey : undefined;
    const list = JSON.stringify({ ...query, limit, ascending, given });
    return this.#histories.page(list, given, call, async (start) => {
      const order = (a: Key, b: Key) => (ascending ? 1 : -1) * compare(a, b);
      const all = (await items()).sort((a, b) => order(keyOf(a), keyOf(b)));
      const rest = start ? all.filter((item) => order(keyOf(item), start) > 0) : all;
      const page = rest.slice(0, limit);
      const isLast = page.length === rest.length;
      return { list: page, next: isLast ? 'end' : keyOf(page.at(-1)!), endOfList: isLast };
    });
  }
}

/** What `history` is asked for, checked, with what bounds it. */
export function boundedHistory<T>(params: unknown, options: FetchOptions | undefined, read: (query: HistoryQuery, call: any) => Promise<T>): Promise<T> {
  return bounded(options, (call) => read(historyQuery(params), bounds(call)));
}

/** What a call to the server takes of the options of a list. */
const bounds = ({ signal, timeout }: any) => ({ ...(signal && { signal }), ...(timeout != null && { timeout }) });

/** A room as a group. Direct messages have no name, and are no group. */
function groupOf({ t, name, fname, usersCount }: Room): GroupItem[] {
  const group = name ?? fname;
  return t === 'd' || !group ? [] : [{ group, number_of_users: usersCount ?? 0 }];
}

const userItem = ({ _id }: UserRef): UserItem => ({ user_id: _id, connection_id: _id, cid: connectionOf(_id) });

/** What stands for the connection of a user in lists and events. */
export const connectionOf = (userId: string): string => `cid:${userId}`;

/** The end of a list of numbers begins at the name. */
function compare(a: Key, b: Key): number {
  return (a.number ?? 0) - (b.number ?? 0) || (a.name < b.name ? -1 : Number(a.name > b.name));
}

type Query = ReturnType<typeof groupQuery>;

/** Whether a name, or a number, is looked for. The rules are those of our server, docs/SPEC.md "Lists". */
function accepts({ value, condition, range }: Query, found: any): boolean {
  if (range === true) return found >= value;
  if (range !== undefined && range !== false) {
    const [low, high] = value <= range ? [value, range] : [range, value];
    return low <= found && found <= high;
  }
  if (value === ' ' && /^(>|gt|>=|gte)$/.test(condition ?? '>')) return true;
  switch (condition ?? '=') {
    case '>':
    case 'gt':
      return found > value;
    case '>=':
    case 'gte':
      return typeof found === 'string' ? found.startsWith(value) : found >= value;
    case '<':
    case 'lt':
      return found < value;
    case '<=':
    case 'lte':
      return found <= value;
    case '!=':
    case 'ne':
      return found !== value;
    default:
      return found === value;
  }
}
