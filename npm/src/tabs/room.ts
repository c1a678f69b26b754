import type { Position } from '../types.js';
import type { Frame } from './frames.js';
import { isSame, type Post, Stream } from './stream.js';

/** A tab that waits to be let into a group. */
export interface Join<Tab> {
  tab: Tab;
  mid: string | undefined;
  /** The last post that the tab knows. */
  since: Position | undefined;
}

/** A group that tabs are in, over a connection that is in it once. */
export class Room<Tab> {
  readonly name: string;
  /** Names the join of the connection. */
  readonly mid: string;
  readonly members = new Set<Tab>();
  #waiting: Join<Tab>[] = [];
  #since: Position | undefined;
  /** What came before the connection's join was answered. */
  #early: Post[] = [];
  /** The position that the server could not continue from. */
  #lost: Position | undefined;
  /** There once the connection is in the group. */
  stream: Stream | undefined;

  /** A group that the connection joins, with `since`. */
  constructor(name: string, mid: string, since: Position | undefined) {
    this.name = name;
    this.mid = mid;
    this.#since = since;
  }

  get isEmpty(): boolean {
    return !this.members.size && !this.#waiting.length;
  }

  /** The post of a frame that is for the group. */
  push(post: Post): void {
    if (this.stream) this.stream.push(post);
    else this.#early.push(post);
  }

  /** The connection is in the group. Gives those who waited for that. */
  open({ epoch = '', offset = 0, recovered }: Frame): Join<Tab>[] {
    const since = this.#since;
    if (since && recovered) {
      this.stream = new Stream(since, offset);
      // Some may be answers to a join before this one.
      this.#early.sort((one, other) => one.offset - other.offset);
      for (const post of this.#early) this.stream.push(post);
    } else {
      this.#lost = since;
      this.stream = new Stream({ epoch, offset });
    }
    this.#early = [];
    return this.#waiting.splice(0);
  }

  wait(join: Join<Tab>): void {
    this.#waiting.push(join);
  }

  /** Takes a join out of those that wait; `false` where it does not wait any more. */
  take(join: Join<Tab>): boolean {
    const at = this.#waiting.indexOf(join);
    if (at >= 0) this.#waiting.splice(at, 1);
    return at >= 0;
  }

  /** Everybody who waits, who will not be let in. */
  refuse(): Join<Tab>[] {
    return this.#waiting.splice(0);
  }

  /** Whether the posts after `since` are known to be lost. */
  hasLost(since: Position): boolean {
    return since.epoch !== this.stream?.epoch || isSame(since, this.#lost);
  }

  leave(tab: Tab): void {
    this.members.delete(tab);
    this.#waiting = this.#waiting.filter((join) => join.tab !== tab);
  }
}
