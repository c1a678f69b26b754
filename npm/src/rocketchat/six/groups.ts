import { RealtimeError } from '../../error.js';
import type { CallOptions, Position, RealtimeEvent, RealtimeState, Recovery } from '../../types.js';
import { within } from '../bounded.js';
import { timeOf } from '../rooms/message.js';
import type { RoomHandle } from '../rooms/room.js';
import type { Rooms } from '../rooms/rooms.js';
import type { RoomRecovery } from '../rooms/watch.js';
import { notJoined } from './errors.js';
import { activityNotice, deletionNotice, messageEvent } from './incoming.js';

/** Who wants to be in a group: `joinRealtime`, which is in one, or the handle of `group()`. */
export type Want = 'join' | 'handle';

/** Where events go; `frame` has the place of a message in its group. */
export interface Audience {
  readonly state: RealtimeState;
  event(event: RealtimeEvent, frame?: object): void;
  recovery(recovery: Recovery): void;
  /** A group is left, whatever it was left by. */
  left(name: string): void;
}

/** The place of a message, or of a moment, in a room: the room's id, and milliseconds since 1970. */
export const positionOf = (rid: string, time: unknown): Position => ({ epoch: rid, offset: timeOf(time) });

/** The rooms that a client is in as groups, each under the name by which it was joined. */
export class Groups {
  #rooms: Rooms;
  #audience: Audience;
  #groups = new Map<string, Group>();

  constructor(rooms: Rooms, audience: Audience) {
    this.#rooms = rooms;
    this.#audience = audience;
  }

  /** The group that `joinRealtime` has joined, or is joining. */
  get joined(): string | undefined {
    for (const [name, { wants }] of this.#groups) if (wants.has('join')) return name;
    return undefined;
  }

  /** Whether a room is joined: what is posted there is told as of the group. */
  has(rid: string): boolean {
    return [...this.#groups.values()].some((group) => group.room?.id === rid);
  }

  /** Joins a group; resolves when its messages come. Rejects with the server's error, and is not joined then. */
  async join(name: string, want: Want, options: CallOptions, since?: Position): Promise<void> {
    let group = this.#groups.get(name);
    if (!group) this.#groups.set(name, (group = new Group(name, this.#rooms, this.#audience, () => this.#forget(group!), since)));
    group.wants.add(want);
    group.joining[want]++;
    try {
      // Who joins it first bounds the joining; others bound how long they wait for it.
      await (group.isEntering ? within(group.enter(options), options) : group.enter(options));
    } catch (error) {
      // One who has joined it before or meanwhile stays in it, and one who still waits goes on.
      if (!group.room && group.joining[want] === 1) this.#release(group, want);
      throw error;
    } finally {
      group.joining[want]--;
    }
  }

  /** Takes back one membership; the group is left with the last one. */
  leave(name: string, want: Want): void {
    const group = this.#groups.get(name);
    if (group) this.#release(group, want);
  }

  /** There is a connection again after one that was given up: joins what was joined then, and tells what was missed. */
  revive(): void {
    for (const group of [...this.#groups.values()]) {
      if (!group.room) group.enter({}).catch(() => this.#forget(group));
    }
  }

  leaveAll(): void {
    for (const group of [...this.#groups.values()]) this.#forget(group);
  }

  /** The room that posts to a group go to. Waits for a join that is on its way. */
  async roomOf(name: string, options: CallOptions): Promise<string> {
    const group = this.#groups.get(name);
    if (!group) throw notJoined(name);
    if (group.room) return group.room.id;
    try {
      return (await within(group.enter({}), options)).id;
    } catch (error) {
      const isOwn = options.signal?.aborted || (error as RealtimeError).code === 'TIMEOUT';
      throw isOwn ? error : notJoined(name);
    }
  }

  #release(group: Group, want: Want): void {
    group.wants.delete(want);
    if (!group.wants.size) this.#forget(group);
  }

  #forget(group: Group): void {
    if (this.#groups.get(group.name) !== group) return;
    this.#groups.delete(group.name);
    group.leave();
    this.#audience.left(group.name);
  }
}

/** One room that is joined, or being joined. */
class Group {
  readonly name: string;
  readonly wants = new Set<Want>();
  /** How many of them wait until it is joined. */
  readonly joining: Record<Want, number> = { join: 0, handle: 0 };
  /** Once it is joined. */
  room: RoomHandle | undefined;
  #rooms: Rooms;
  #audience: Audience;
  #lost: () => void;
  #since: Position | undefined;
  #entering: Promise<RoomHandle> | undefined;
  #stops: (() => void)[] = [];
  #isOver = false;

  constructor(name: string, rooms: Rooms, audience: Audience, lost: () => void, since: Position | undefined) {
    this.name = name;
    this.#rooms = rooms;
    this.#audience = audience;
    this.#lost = lost;
    this.#since = since;
  }

  /** Whether it has been joined, or is being. */
  get isEntering(): boolean {
    return this.#entering !== undefined;
  }

  /** Joins the room: once, however many wait for it. */
  enter(options: CallOptions): Promise<RoomHandle> {
    this.#entering ??= this.#enter(options).catch((error: unknown) => {
      this.#entering = undefined;
      throw error;
    });
    return this.#entering;
  }

  leave(): void {
    this.#isOver = true;
    this.#silence();
    this.room?.close();
    this.room = undefined;
  }

  async #enter(options: CallOptions): Promise<RoomHandle> {
    const room = this.#rooms.room(await this.#rooms.enter(this.name, options));
    this.#listen(room);
    const since = this.#since;
    try {
      await room.open({ ...options, ...(since?.epoch === room.id && { since: since.offset }) });
    } catch (error) {
      this.#silence();
      throw error;
    }
    if (this.#isOver) {
      room.close();
      throw new RealtimeError('ABORTED', 'The group was left.', { settled: 'unknown' });
    }
    this.room = room;
    // A place in another room is none in this one.
    if (since && since.epoch !== room.id) this.#tellRecovery(room.id, { recovered: false, changes: false, since: since.offset, until: since.offset });
    return room;
  }

  #listen(room: RoomHandle): void {
    const { name } = this;
    const { people } = this.#rooms;
    this.#stops = [
      room.on('message', (told) => {
        const { offset, epoch } = positionOf(room.id, told.message._updatedAt ?? told.message.ts);
        this.#audience.event(messageEvent(told, name, people), { '#offset': offset, '#epoch': epoch });
      }),
      room.on('deleted', ({ _id }) => this.#audience.event(deletionNotice(_id, name))),
      room.on('activity', ({ username, activities }) => this.#audience.event(activityNotice(username, activities, name, people))),
      room.on('recovery', (recovery) => this.#tellRecovery(room.id, recovery)),
      room.on('over', (error) => this.#end(room, error)),
    ];
  }

  /** The server does not tell of the room any more. */
  #end(room: RoomHandle, error: RealtimeError | undefined): void {
    if (!this.room) return;
    const { at } = room;
    if (this.#audience.state.name === 'closed') {
      // With another connection it goes on from here.
      this.#silence();
      this.room = this.#entering = undefined;
      this.#since = { epoch: room.id, offset: at };
      return;
    }
    if (error) this.#tellRecovery(room.id, { recovered: false, changes: false, since: at, until: at });
    this.#lost();
  }

  #tellRecovery(rid: string, { recovered, changes, since, until }: RoomRecovery): void {
    this.#audience.recovery({ group: this.name, recovered, changes, since: { epoch: rid, offset: since }, epoch: rid, offset: until });
  }

  #silence(): void {
    for (const stop of this.#stops) stop();
    this.#stops = [];
  }
}
