import type { CallOptions } from '../../types.js';
import type { Caller } from '../api.js';
import { within } from '../bounded.js';
import type { Message } from '../types/message.js';
import type { Room } from '../types/room.js';
import type { Gaps } from './gap.js';
import { Lasting } from './lasting.js';
import type { Told } from './ledger.js';
import { timeOf } from './message.js';
import { Watch, type RoomRecovery } from './watch.js';

/** The stream with the messages of every room of the user, and what its second argument says of the room. */
const EVERYWHERE = '__my_messages__';

/** How far back rooms are asked for first, to learn the time of the server, in milliseconds. */
const HOUR = 3_600_000;

/** A moment before every message, which is one nonetheless. */
const EVER = 1;

/** How long that may hold the beginning up, in milliseconds. */
const LOOK = 5000;

/** Told what happens in the rooms of direct messages. */
export interface InboxListener {
  message(told: Told, missed: boolean): void;
  deleted(id: string, rid: string, missed: boolean): void;
  /** What became of the direct messages that were missed, in all rooms together. */
  recovery(recovery: RoomRecovery): void;
}

/**
 * The direct messages to the user, and the user's own: from rooms that nobody has to open, also new ones.
 *
 * After a loss the rooms are asked for in which something was posted meanwhile, and of each of them what that was. Edits and
 * reactions in the others are not told, so `changes` of the recovery is false.
 */
export class Inbox {
  #client: Caller;
  #gaps: Gaps;
  #listener: InboxListener;
  #rooms = new Map<string, Watch>();
  /** What tells of deletions in them. */
  #deletions: Lasting[] = [];
  #subscription: Lasting | undefined;
  /** Up to when everything is known, by the server's clock. */
  #at = 0;
  /** The recoveries of single rooms in the round that is under way. */
  #round: RoomRecovery[] = [];
  #attempt = 0;
  #isLost = false;

  constructor(client: Caller, gaps: Gaps, listener: InboxListener) {
    this.#client = client;
    this.#gaps = gaps;
    this.#listener = listener;
  }

  /** Begins to tell. Resolves when the server does; rejects with its error. Opened twice it is open once. */
  async open(options: CallOptions = {}): Promise<void> {
    if (this.#subscription) return within(this.#subscription.ready, options);
    const follower = { lose: () => this.#lose(), resume: () => this.#resume() };
    const hear = (message: Message, room?: { roomType?: string }) => this.#hear(message, room);
    const subscription = (this.#subscription = new Lasting(this.#client, 'room-messages', EVERYWHERE, hear, follower));
    void subscription.over.then(() => {
      if (this.#subscription === subscription) this.close();
    });
    const looked = this.#look(this.#attempt);
    await within(subscription.ready, options);
    await within(looked, options);
  }

  close(): void {
    this.#lose();
    for (const subscription of this.#deletions.splice(0)) subscription.stop();
    this.#subscription?.stop();
    this.#subscription = undefined;
    this.#rooms.clear();
    this.#isLost = false;
    this.#at = 0;
  }

  #hear(message: Message, { roomType }: { roomType?: string } = {}): void {
    if (!this.#isLost) this.#at = Math.max(this.#at, timeOf(message._updatedAt));
    if (roomType === 'd') this.#room(message.rid).message(message);
  }

  #room(rid: string): Watch {
    const known = this.#rooms.get(rid);
    if (known) return known;
    const room = new Watch((mark) => this.#gaps.fetch(rid, mark), {
      message: (told, missed) => this.#listener.message(told, missed),
      deleted: (id, missed) => this.#listener.deleted(id, rid, missed),
      recovery: (recovery) => void this.#round.push(recovery),
    });
    this.#rooms.set(rid, room);
    this.#deletions.push(new Lasting(this.#client, 'notify-room', `${rid}/deleteMessage`, ({ _id }) => room.deleted(_id)));
    if (this.#isLost) room.beginAt(this.#at);
    return room;
  }

  /** Learns how far the server's time has come, which is not that of this machine. */
  async #look(attempt: number): Promise<void> {
    const recent = await this.#changed(Date.now() - HOUR, LOOK).catch(() => undefined);
    // Nothing was written lately, or this clock is ahead of the server's.
    const rooms = recent?.length === 0 ? await this.#changed(0, LOOK).catch(() => undefined) : recent;
    if (!rooms || attempt !== this.#attempt) return;
    this.#at = Math.max(this.#at, EVER, ...rooms.map(({ _updatedAt, lm }) => Math.max(timeOf(_updatedAt), timeOf(lm))));
  }

  #lose(): void {
    this.#attempt++;
    this.#isLost = true;
    for (const room of this.#rooms.values()) room.lose();
  }

  async #resume(): Promise<void> {
    if (!this.#isLost) return;
    const attempt = ++this.#attempt;
    const since = this.#at;
    let changed: string[] = [];
    let error: unknown;
    try {
      if (since) changed = (await this.#changed(since)).filter(({ t }) => t === 'd').map(({ _id }) => _id);
    } catch (cause) {
      error = cause;
    }
    if (attempt !== this.#attempt) return;
    this.#round = [];
    const touched = changed.map((rid) => this.#room(rid));
    await Promise.all(touched.map((room) => room.resume()));
    if (attempt !== this.#attempt) return;
    this.#isLost = false;
    const failed = this.#round.find(({ recovered }) => !recovered);
    const recovered = Boolean(since) && error === undefined && !failed;
    this.#at = Math.max(this.#at, ...this.#round.map(({ until }) => until));
    error ??= failed?.error;
    this.#listener.recovery({ recovered, changes: false, since, until: this.#at, ...(error ? { error } : {}) });
    for (const room of this.#rooms.values()) room.goOn();
  }

  async #changed(since: number, timeout?: number): Promise<Room[]> {
    const options = { again: false, ...(timeout !== undefined && { timeout }) };
    const answer = await this.#client.callWith('rooms/get', [new Date(since)], options);
    return Array.isArray(answer) ? answer : answer.update;
  }
}
