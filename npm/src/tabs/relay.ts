import type { Position } from '../types.js';
import { Company, type Link, type Tab } from './company.js';
export { MOVED, type Tab } from './company.js';
import { type Command, type Frame, type Hello, readFrame } from './frames.js';
import { complete, type Missed } from './missed.js';
import { type Join, Room } from './room.js';
import { isSame, type Post, Stream } from './stream.js';

/** Gives the posts of a group, or without one the private posts, that a tab has missed. */
export type Fetch = (tab: Tab, since: Position, group?: string) => Promise<Missed | undefined>;

/** A tab that is there. */
interface Visitor {
  since: Position | undefined;
  /** The tab has been told of the connection, and is told everything from then on. */
  isGreeted: boolean;
}

/**
 * Speaks version 1 with the server for several tabs, and version 1 with each of them as if it were the server.
 *
 * The tabs number, repeat and recover by themselves, as over connections of their own. So nothing that matters is known
 * here alone: when the relay ends with its page, they go on with another one.
 */
export class Relay {
  #link: Link;
  #fetch: Fetch;
  #company: Company<Visitor>;
  #rooms = new Map<string, Room<Tab>>();
  /** Whose commands the server has not answered yet. */
  #mids = new Map<string, Tab>();
  #count = 0;
  #hello: Hello | undefined;
  /** The position of private posts that the connection was opened with. */
  #since: Position | undefined;
  #private: Stream | undefined;

  /**
   * @param link opened with `since`
   * @param over called once, when nothing is relayed any more: no tab is to be attached from then on
   */
  constructor(link: Link, since: Position | undefined, fetch: Fetch, over: () => void) {
    this.#link = link;
    this.#since = since;
    this.#fetch = fetch;
    this.#company = new Company(link, '{"action":"ping"}', over);
  }

  /** A tab dials, with its position in the private posts. */
  attach(tab: Tab, since: Position | undefined): void {
    const visitor = { since, isGreeted: false };
    this.#company.come(tab, visitor);
    // An open connection may be dead: the tab is told that it is there when the server has shown it.
    if (this.#hello) this.#company.pulse.ask(() => this.#greet(tab, visitor));
  }

  /** A tab hangs up, or is gone. With the last one the connection is closed. */
  detach(tab: Tab): void {
    if (!this.#company.leave(tab)) return;
    for (const [mid, other] of this.#mids) if (other === tab) this.#mids.delete(mid);
    this.#leaveAll(tab);
  }

  /** A tab sends a frame. */
  command(tab: Tab, text: string): void {
    const { action, mid, rid, since } = readFrame<Command>(text);
    if (action === 'ping') return this.#company.pulse.ask(() => this.#company.has(tab) && tab.receive('{"#pong":0}'));
    if (action === 'joinRoom' && rid) return this.#join(rid, { tab, mid, since });
    if (action === 'joinRoom') {
      this.#leaveAll(tab);
      return this.#acknowledge(tab, mid);
    }
    if (action === 'leaveRoom' && rid) {
      this.#leave(rid, tab);
      return this.#acknowledge(tab, mid);
    }
    if (mid !== undefined) this.#mids.set(mid, tab);
    this.#link.send(text);
  }

  /** The server sends a frame. */
  receive(text: string): void {
    if (this.#company.isOver) return;
    const frame = readFrame<Frame>(text);
    const group = frame['#srid'];
    if (frame['#message'] !== undefined && group !== undefined) return this.#deliver(group, text, frame['#offset']);
    if (frame['#notice'] !== undefined && group !== undefined) return this.#deliver(group, text, undefined);
    if (frame['#hello']) return this.#open(frame['#hello']);
    if (frame['#joined'] !== undefined) return this.#joined(frame['#joined'], frame);
    if (frame['#pong'] !== undefined) return this.#company.pulse.beat();
    const mid = frame['#ack'] ?? frame['#nack'];
    if (mid !== undefined) return this.#answered(mid, text, frame);
    const offset = frame['#offset'];
    if (frame['#private'] !== undefined && offset !== undefined) this.#private?.push({ offset, text });
    for (const [tab, { isGreeted }] of this.#company) if (isGreeted) tab.receive(text);
  }

  /** The connection has ended, or is not relayed any longer. The tabs are told so. */
  end(code: number, reason: string): void {
    this.#company.end(code, reason);
  }

  #open(hello: Hello): void {
    const { recovered, epoch, offset } = hello;
    this.#hello = hello;
    this.#private = this.#since && recovered ? new Stream(this.#since, offset) : new Stream({ epoch, offset });
    for (const [tab, visitor] of this.#company) this.#greet(tab, visitor);
  }

  /** Tells a tab that the connection is there, and what it has missed. */
  #greet(tab: Tab, visitor: Visitor): void {
    const stream = this.#private;
    const { since } = visitor;
    if (!stream || this.#company.get(tab) !== visitor) return;
    const welcome = (posts?: Post[]) => {
      if (this.#company.get(tab) !== visitor) return;
      visitor.isGreeted = true;
      const { recovered: _, ...hello } = this.#hello!;
      const answer = since && { recovered: Boolean(posts) };
      tab.open();
      tab.receive(JSON.stringify({ '#hello': { ...hello, ...stream.position, ...answer } }));
      for (const { text } of posts ?? []) tab.receive(text);
    };
    const posts = since && stream.after(since);
    const isLost = !since || since.epoch !== stream.epoch || isSame(since, this.#since);
    if (posts || isLost) return welcome(posts);
    void this.#fetch(tab, since).then((missed) => welcome(complete(missed, stream)));
  }

  #join(name: string, join: Join<Tab>): void {
    let room = this.#rooms.get(name);
    if (room?.stream) return this.#admit(room, room.stream, join);
    if (!room) {
      const { since } = join;
      room = new Room<Tab>(name, `${join.mid ?? 'join'}/${++this.#count}`.slice(-64), since);
      this.#rooms.set(name, room);
      this.#link.send(JSON.stringify({ action: 'joinRoom', rid: name, mid: room.mid, since }));
    }
    room.wait(join);
  }

  /** Lets a tab into a group that the connection is in, after what it has missed. */
  #admit(room: Room<Tab>, stream: Stream, join: Join<Tab>): void {
    const { tab, mid, since } = join;
    const welcome = (posts?: Post[]) => {
      for (const { text } of posts ?? []) tab.receive(text);
      room.members.add(tab);
      const answer = since && { recovered: Boolean(posts) };
      tab.receive(JSON.stringify({ '#joined': room.name, mid, ...stream.position, ...answer }));
    };
    const posts = since && stream.after(since);
    if (posts || !since || room.hasLost(since)) return welcome(posts);
    room.wait(join);
    void this.#fetch(tab, since, room.name).then((missed) => {
      if (room.take(join)) welcome(complete(missed, stream));
    });
  }

  #joined(name: string, frame: Frame): void {
    const room = this.#rooms.get(name);
    if (!room || room.mid !== frame.mid) return;
    const joins = room.open(frame);
    for (const join of joins) this.#admit(room, room.stream!, join);
  }

  /** A post or a notice for the tabs that are in the group. */
  #deliver(name: string, text: string, offset: number | undefined): void {
    const room = this.#rooms.get(name);
    if (!room) return;
    if (offset !== undefined) room.push({ offset, text });
    for (const tab of room.members) tab.receive(text);
  }

  #answered(mid: string, text: string, frame: Frame): void {
    const tab = this.#mids.get(mid);
    this.#mids.delete(mid);
    if (tab) return tab.receive(text);
    for (const room of this.#rooms.values()) {
      if (room.mid !== mid) continue;
      // A group that the connection is kept out of.
      this.#rooms.delete(room.name);
      for (const { tab, mid } of room.refuse()) tab.receive(JSON.stringify({ ...frame, '#nack': mid }));
    }
  }

  #leaveAll(tab: Tab): void {
    for (const name of [...this.#rooms.keys()]) this.#leave(name, tab);
  }

  #leave(name: string, tab: Tab): void {
    const room = this.#rooms.get(name);
    if (!room) return;
    room.leave(tab);
    if (!room.isEmpty) return;
    this.#rooms.delete(name);
    this.#link.send(JSON.stringify({ action: 'leaveRoom', rid: name }));
  }

  #acknowledge(tab: Tab, mid: string | undefined): void {
    if (mid !== undefined) tab.receive(JSON.stringify({ '#ack': mid }));
  }
}
