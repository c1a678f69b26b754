import { within } from '../bounded.js';
import { Channel } from '../../channel.js';
import { Emitter } from '../../emitter.js';
import type { RealtimeError } from '../../error.js';
import type { CallOptions } from '../../types.js';
import type { Caller } from '../api.js';
import type { Message } from '../types/message.js';
import type { User } from '../types/user.js';
import type { Gaps } from './gap.js';
import { Lasting } from './lasting.js';
import type { Told } from './ledger.js';
import type { People } from './people.js';
import { Watch, type RoomRecovery } from './watch.js';

/** How many of the newest messages are looked at when a room is opened, so that later changes of them can be named. */
const BASELINE = 50;

/** How long that may hold an opening up, in milliseconds. */
const LOOK = 5000;

/** A message of a room, as its handle tells it. */
export interface RoomMessage extends Told {
  /** Whether it happened while the connection was lost, or before the room was opened (`since`). */
  missed: boolean;
}

/** What `RoomHandle.on` tells, by type. */
export interface RoomEvents {
  /** A message is new, or `change` says what is different in one that comes again. */
  message: RoomMessage;
  /** A message was deleted. */
  deleted: { _id: string; missed: boolean };
  /** What a user does now: `user-typing`, `user-recording`, `user-uploading`, …; an empty list where it is over. */
  activity: { username: string; activities: string[] };
  /** The connection was lost and is back, and what was missed has been told, or not. */
  recovery: RoomRecovery;
  /** The room is not watched any more: closed, or, with an error, ended by the server. */
  over: RealtimeError | undefined;
}

/** How a room is opened. */
export interface OpenOptions extends CallOptions {
  /**
   * Also tell what was changed after this moment, in milliseconds since 1970. A `recovery` event says whether that was possible.
   * Only the first of those who open a room at the same time begins it.
   */
  since?: number;
}

/**
 * A room and what happens in it: the same handle for each room id. Listeners stay when it is closed and opened again, and when
 * the connection is lost and made again.
 *
 * `for await (const { message, change } of room)` reads its messages from that moment on.
 */
export class RoomHandle implements AsyncIterable<RoomMessage> {
  readonly id: string;
  #client: Caller;
  #people: People;
  #gaps: Gaps;
  #listeners = new Emitter<RoomEvents>();
  #readers = new Set<Channel<RoomMessage>>();
  /** How many have opened it and not closed it. */
  #holders = 0;
  /** What there is while somebody has. */
  #open: OpenRoom | undefined;
  #at = 0;

  constructor(id: string, client: Caller, people: People, gaps: Gaps) {
    this.id = id;
    this.#client = client;
    this.#people = people;
    this.#gaps = gaps;
  }

  /** Whether it is watched. */
  get isOpen(): boolean {
    return this.#open !== undefined;
  }

  /** The time of the last change that is known, in milliseconds since 1970; stays when it is closed. */
  get at(): number {
    return this.#open?.watch.at ?? this.#at;
  }

  /**
   * Watches the room: resolves when the server tells its messages. Each call that resolved wants one of {@link close}.
   *
   * Rejects with the server's error, with `NOT_ALLOWED` where it gave none, and with `ABORTED`, `TIMEOUT`.
   */
  async open({ since, ...options }: OpenOptions = {}): Promise<void> {
    this.#holders++;
    this.#open ??= this.#begin(since);
    const open = this.#open;
    try {
      await within(open.ready, options);
    } catch (error) {
      if (this.#open === open) this.close();
      throw error;
    }
  }

  /** Takes back one {@link open}; the last one ends the subscriptions. The user stays a member of the room. */
  close(): void {
    if (this.#holders && !--this.#holders) this.#end(undefined);
  }

  /** Has `listener` told of everything of one type; gives the function that ends it. */
  on<Type extends keyof RoomEvents>(type: Type, listener: (detail: RoomEvents[Type]) => void): () => void {
    return this.#listeners.on(type, listener);
  }

  /** The users of the room. `all`: those who are offline, too. */
  async members({ all = true, limit, skip = 0, ...options }: MemberOptions = {}): Promise<Members> {
    const page = limit === undefined ? {} : { limit, skip };
    const { records, total } = await this.#client.callWith('getUsersOfRoom', [this.id, all, page], options);
    for (const user of records) this.#people.meet(user);
    return { users: records, total };
  }

  /** The newest messages before a moment (milliseconds since 1970), or the newest of all; the newest first. */
  async history({ before, limit = BASELINE, ...options }: RoomHistoryOptions = {}): Promise<Message[]> {
    const end = before === undefined ? null : new Date(before);
    const answer = await this.#client.callWith('loadHistory', [this.id, end, limit, null], options);
    const messages: Message[] = answer ? answer.messages : [];
    for (const message of messages) this.#people.meetIn(message);
    return messages;
  }

  [Symbol.asyncIterator](): AsyncIterableIterator<RoomMessage> {
    const reader = new Channel<RoomMessage>();
    this.#readers.add(reader);
    return reader;
  }

  #begin(since: number | undefined): OpenRoom {
    const watch = new Watch((mark) => this.#gaps.fetch(this.id, mark), {
      message: (told, missed) => this.#tellMessage({ ...told, missed }),
      deleted: (_id, missed) => this.#listeners.emit('deleted', { _id, missed }),
      recovery: (recovery) => this.#listeners.emit('recovery', recovery),
    });
    if (since !== undefined) watch.beginAt(since);
    const open = new OpenRoom(this.#client, this.id, watch, {
      act: (username, activities) => this.#listeners.emit('activity', { username, activities }),
      look: async () => {
        if (since === undefined) await this.#look(watch);
      },
    });
    void open.messages.over.then((error) => {
      if (this.#open === open) this.#end(error);
    });
    if (since !== undefined) void open.ready.then(() => watch.resume(), () => {});
    return open;
  }

  /**
   * Takes the newest messages as known: the room has a position from then on. They are asked for behind the subscription, so
   * that none is in neither. Without them the first loss is told as a gap, because it may be one.
   */
  async #look(watch: Watch): Promise<void> {
    const messages = await this.history({ timeout: LOOK }).catch(() => undefined);
    if (messages) watch.prime(messages, messages.length < BASELINE);
  }

  #tellMessage(message: RoomMessage): void {
    this.#people.meetIn(message.message);
    this.#listeners.emit('message', message);
    for (const reader of this.#readers) if (!reader.push(message)) this.#readers.delete(reader);
  }

  #end(error: RealtimeError | undefined): void {
    this.#holders = 0;
    this.#at = this.at;
    this.#open?.stop();
    this.#open = undefined;
    for (const reader of this.#readers) reader.end(error);
    this.#readers.clear();
    this.#listeners.emit('over', error);
  }
}

/** Which users of a room are listed. */
export interface MemberOptions extends CallOptions {
  /** Those who are offline, too. Default: true. */
  all?: boolean;
  /** Default: all of them. */
  limit?: number;
  /** How many come before the first. */
  skip?: number;
}

/** Users of a room, and how many there are in all. */
export interface Members {
  users: User[];
  total: number;
}

/** Which messages of a room are listed. */
export interface RoomHistoryOptions extends CallOptions {
  /** Milliseconds since 1970. Default: no end. */
  before?: number;
  /** Default: 50. */
  limit?: number;
}

/** What an open room has done besides telling its messages. */
interface Ears {
  /** A user is doing something. */
  act(username: string, activities: string[]): void;
  /** Looks at what is there already; called when the subscriptions are on their way. */
  look(): Promise<void>;
}

/** The subscriptions of a room that somebody watches. */
class OpenRoom {
  /** Resolves when the messages come; the rest comes where the server has it. */
  readonly ready: Promise<void>;
  readonly messages: Lasting;
  readonly watch: Watch;
  #others: Lasting[];

  constructor(client: Caller, rid: string, watch: Watch, { act, look }: Ears) {
    this.watch = watch;
    let isReady = false;
    // What comes before is of a subscription that was given up, and has not ended yet.
    const once = (hear: (...args: any[]) => void) => (...args: any[]) => {
      if (isReady) hear(...args);
    };
    const ofRoom = (event: string, hear: (...args: any[]) => void) => new Lasting(client, 'notify-room', `${rid}/${event}`, once(hear));
    this.#others = [
      ofRoom('deleteMessage', ({ _id }) => watch.deleted(_id)),
      ofRoom('deleteMessageBulk', (deletions) => watch.deletedBulk(deletions)),
      ofRoom('user-activity', (username, activities) => act(username, activities ?? [])),
    ];
    // The last one, also on each new connection: once it is there, nothing more can be missed.
    this.messages = new Lasting(client, 'room-messages', rid, once((message: Message) => watch.message(message)), watch);
    const looked = look();
    this.ready = this.messages.ready.then(async () => {
      isReady = true;
      await Promise.allSettled([looked, ...this.#others.map(({ ready }) => ready)]);
    });
    this.ready.catch(() => {});
  }

  stop(): void {
    // What is being fetched is not wanted any more.
    this.watch.lose();
    for (const subscription of [this.messages, ...this.#others]) subscription.stop();
  }
}
