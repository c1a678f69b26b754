import { Presence } from './presence.js';
import type { DatabaseResponse, FetchOptions, Member, RealtimeEvent, UserItem } from './types.js';

/** How long after a failed request the list is asked for again, in milliseconds. */
const RETRY = 5000;

/** Gives a page of the list of a group's users. */
export type FetchUsers = (options: FetchOptions) => Promise<DatabaseResponse<UserItem>>;

/** Keeps the members of a group true, with as few requests as that takes. */
export class Roster {
  #presence = new Presence();
  #fetch: FetchUsers;
  #changed: (members: readonly Member[]) => void;
  /** The request under way. */
  #attempt: AbortController | undefined;
  #retry: ReturnType<typeof setTimeout> | undefined;

  constructor(fetch: FetchUsers, changed: (members: readonly Member[]) => void) {
    this.#fetch = fetch;
    this.#changed = changed;
  }

  get members(): readonly Member[] {
    return this.#presence.members;
  }

  /** Asks for the list: notices may have been missed until now, and none will be from now on. */
  refresh(): void {
    this.stop();
    const attempt = (this.#attempt = new AbortController());
    this.#presence.begin();
    this.#read(attempt.signal).then(
      (list) => {
        if (attempt.signal.aborted) return;
        this.#presence.complete(list);
        this.#tell();
      },
      () => {
        if (!attempt.signal.aborted) this.#retry = setTimeout(() => this.refresh(), RETRY);
      },
    );
  }

  /** Asks for nothing more until the next `refresh`. */
  stop(): void {
    this.#attempt?.abort();
    clearTimeout(this.#retry);
  }

  notice(notice: RealtimeEvent): void {
    if (this.#presence.notice(notice)) this.#tell();
  }

  clear(): void {
    this.stop();
    const { length } = this.members;
    this.#presence.clear();
    if (length) this.#tell();
  }

  #tell(): void {
    this.#changed(this.members);
  }

  async #read(signal: AbortSignal): Promise<UserItem[]> {
    const users: UserItem[] = [];
    for (let startKey: FetchOptions['startKey'] = null; ; ) {
      // With the order spelled out, this is no list that the page has begun and goes on with.
      const page = await this.#fetch({ limit: 1000, ascending: true, startKey, signal });
      users.push(...page.list);
      if (page.endOfList || page.startKey === 'end') return users;
      startKey = page.startKey;
    }
  }
}
