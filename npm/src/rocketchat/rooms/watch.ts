import { Ledger, type Mark, type Told } from './ledger.js';
import type { Message } from '../types/message.js';
import { isGone, timeOf, type Sight } from './message.js';
import { inOrder, reaches, type Missed } from './missed.js';

/** How much longer ago than the last known change one may be whose copy has not come, in milliseconds. */
const OVERLAP = 5000;

/** How many live frames wait while what was missed before them is fetched. */
const CAPACITY = 1000;

/** What became of the messages that were missed while the connection was lost. */
export interface RoomRecovery {
  /** Whether every message that was missed has been told. If not, none of them was: those after `since` are a gap. */
  recovered: boolean;
  /** Whether what was edited, reacted to, pinned and deleted meanwhile has been told as well. */
  changes: boolean;
  /** The time of the last change that was known, in milliseconds since 1970; 0 where the room had no messages. */
  since: number;
  /** The time of the last change that is known now. */
  until: number;
  /** Why the server did not say what was missed. */
  error?: unknown;
}

/** Told what happens in a room, in order. */
export interface RoomListener {
  /** A message is new, or `change` says what is different in it. `missed`: it happened while the connection was lost. */
  message(told: Told, missed: boolean): void;
  deleted(id: string, missed: boolean): void;
  recovery(recovery: RoomRecovery): void;
}

/** Many messages that were deleted at once. Source: the event `deleteMessageBulk` of the stream `notify-room`. */
export interface Deletions {
  ids?: string[];
  ts?: Partial<Record<'$gt' | '$gte' | '$lt' | '$lte', unknown>>;
  excludePinned?: boolean;
}

/** Gives what has changed in the room since `mark`. */
export type FetchMissed = (mark: Mark) => Promise<Missed>;

type Live = { message: Message } | { deleted: string };

/**
 * What a client has seen of one room: each message once and once for each change, in order, also when the connection was
 * lost meanwhile.
 *
 * After a loss, what comes live waits until what was missed before it has been fetched and told. Where the connection is lost
 * again while that goes on, everything since the first loss is fetched anew.
 */
export class Watch {
  readonly #fetch: FetchMissed;
  readonly #listener: RoomListener;
  readonly #ledger = new Ledger();
  /** The frames that wait; undefined while nothing is missing. */
  #waiting: Live[] | undefined;
  /** Whether more came than may wait. */
  #hasOverflown = false;
  /** A place that the page has given to begin at. */
  #given: Mark | undefined;
  /** Which fetch counts: a later loss makes an earlier one void. */
  #attempt = 0;

  constructor(fetch: FetchMissed, listener: RoomListener) {
    this.#fetch = fetch;
    this.#listener = listener;
  }

  /** The time of the last change that is known, in milliseconds since 1970. */
  get at(): number {
    return this.#ledger.at;
  }

  /** Takes what was there before as known. `isAll`: the room had no other messages. */
  prime(messages: readonly Message[], isAll: boolean): void {
    this.#ledger.prime(messages, isAll);
  }

  /** Has everything told that was changed after `at`, in milliseconds since 1970: as after a loss at that moment. */
  beginAt(at: number): void {
    this.#given = { at, from: at, fromPosted: at, anchors: [] };
    this.lose();
  }

  /** A message has come. */
  message(message: Message): void {
    this.#live({ message });
  }

  /** The server says that a message was deleted. */
  deleted(id: string): void {
    this.#live({ deleted: id });
  }

  /** The server says that many messages were deleted. Where it names none, those that are known here are meant. */
  deletedBulk({ ids, ts = {}, excludePinned }: Deletions): void {
    const fits = (sight: Sight) => within(sight.ts, ts) && !(excludePinned && sight.pinned);
    for (const id of ids?.length ? ids : this.#ledger.find(fits)) this.deleted(id);
  }

  /** The connection is lost. */
  lose(): void {
    this.#attempt++;
    this.#waiting = [];
    this.#hasOverflown = false;
  }

  /** The connection is back: fetches and tells what was missed, then what came since. Does nothing where nothing was lost. */
  async resume(): Promise<void> {
    if (!this.#waiting) return;
    const attempt = ++this.#attempt;
    const isPlaced = this.#given || this.#ledger.isPlaced;
    const mark = this.#given ?? this.#ledger.mark(OVERLAP);
    let missed: Missed | undefined;
    let error: unknown;
    try {
      missed = await this.#fetch(mark);
    } catch (cause) {
      error = cause;
    }
    if (attempt !== this.#attempt) return;
    const recovered = Boolean(isPlaced && missed && reaches(missed, mark) && !this.#hasOverflown);
    if (this.#given && recovered) this.#ledger.begin(mark.at);
    if (missed && recovered) this.#tellMissed(missed, mark);
    else if (missed) this.#ledger.prime(this.#notWaiting(missed.updated), false);
    const changes = recovered && missed!.hasChanges;
    this.#listener.recovery({ recovered, changes, since: mark.at, until: this.#ledger.at, ...(error ? { error } : {}) });
    // A listener may have closed the room, or the connection.
    if (attempt === this.#attempt) this.goOn();
  }

  /** The connection is back, and nothing was missed: tells what came since. */
  goOn(): void {
    const waiting = this.#waiting;
    this.#waiting = this.#given = undefined;
    for (const live of waiting ?? []) this.#live(live);
  }

  #live(live: Live): void {
    if (!this.#waiting) return this.#tell(live, false);
    this.#waiting.push(live);
    if (this.#waiting.length <= CAPACITY) return;
    this.#waiting.shift();
    this.#hasOverflown = true;
  }

  /** Those that have not come live meanwhile: what has is told whatever was missed before it. */
  #notWaiting(messages: readonly Message[]): Message[] {
    const waiting = new Set(this.#waiting?.map((live) => 'message' in live && live.message._id));
    return messages.filter(({ _id }) => !waiting.has(_id));
  }

  #tellMissed(missed: Missed, mark: Mark): void {
    for (const change of inOrder(missed)) this.#tell(change, true, mark);
  }

  #tell(live: Live, missed: boolean, mark?: Mark): void {
    const id = 'deleted' in live ? live.deleted : isGone(live.message) ? live.message._id : undefined;
    if (id !== undefined) {
      if (this.#ledger.delete(id)) this.#listener.deleted(id, missed);
      return;
    }
    const { message } = live as { message: Message };
    const told = mark ? this.#ledger.takeMissed(message, mark) : this.#ledger.take(message);
    if (told) this.#listener.message(told, missed);
  }
}

function within(time: number, { $gt, $gte, $lt, $lte }: NonNullable<Deletions['ts']>): boolean {
  const bound = (value: unknown, otherwise: number) => (value === undefined ? otherwise : timeOf(value));
  return time > bound($gt, -1) && time >= bound($gte, 0) && time < bound($lt, Infinity) && time <= bound($lte, Infinity);
}
