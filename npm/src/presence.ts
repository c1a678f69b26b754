import type { Member, RealtimeEvent, RealtimeNoticeCode, UserItem } from './types.js';

/** What of a notice says who came or left. */
export type Notice = Pick<RealtimeEvent, 'code' | 'sender' | 'sender_cid'>;

/**
 * Who is in a group, from its list of users and from its notices.
 *
 * A list is as old as the request for it: notices that came since are applied over it, in their
 * order. Each says what is true of one connection from then on, so it does no harm where the list
 * knows it already, and whatever changes after the list was made is told by a notice.
 */
export class Presence {
  /** The user of each connection; unknown before the first list. */
  #users: Map<string, string> | undefined;
  /** The notices since the request that is under way. */
  #notices: Notice[] | undefined;
  #members: readonly Member[] | undefined;

  /** One entry for each user, in the order of their coming. The same list until something changes. */
  get members(): readonly Member[] {
    return (this.#members ??= grouped(this.#users ?? []));
  }

  /** A list is being asked for. */
  begin(): void {
    this.#notices = [];
  }

  /** The list, whole, of the request that began last. */
  complete(list: readonly Pick<UserItem, 'cid' | 'user_id'>[]): void {
    this.#users = new Map(list.map(({ cid, user_id }) => [cid, user_id]));
    for (const notice of this.#notices ?? []) this.#apply(this.#users, notice);
    this.#notices = undefined;
    this.#members = undefined;
  }

  /** Somebody came or left; gives whether `members` is another list now. */
  notice(notice: Notice): boolean {
    this.#notices?.push(notice);
    const changed = this.#users !== undefined && this.#apply(this.#users, notice);
    if (changed) this.#members = undefined;
    return changed;
  }

  /** Nothing is known any more. */
  clear(): void {
    this.#users = this.#notices = this.#members = undefined;
  }

  #apply(users: Map<string, string>, { code, sender, sender_cid }: Notice): boolean {
    if (!sender || !sender_cid || !code || !COMING_AND_GOING.has(code)) return false;
    if (code !== 'USER_JOINED') return users.delete(sender_cid);
    return users.get(sender_cid) !== sender && Boolean(users.set(sender_cid, sender));
  }
}

/** The notices that are about who is there. */
const COMING_AND_GOING = new Set<RealtimeNoticeCode>(['USER_JOINED', 'USER_LEFT', 'USER_DISCONNECTED']);

function grouped(users: Iterable<[connection: string, user: string]>): Member[] {
  const members = new Map<string, Member>();
  for (const [connection, user_id] of users) {
    const member = members.get(user_id);
    if (member) member.connections.push(connection);
    else members.set(user_id, { user_id, connections: [connection] });
  }
  return [...members.values()];
}
