import type { Message } from '../types/message.js';
import { changeOf, isSame, marksOf, sightOf, type MessageChange, type Sight } from './message.js';

/** How many messages of a room are remembered, and how many deletions. */
const CAPACITY = 1000;

/** How many of the newest messages have to be gone for it to be unclear what was missed after them. */
const ANCHORS = 3;

/** A message that is to be told, with what is different in it; nothing where it is new. */
export interface Told {
  message: Message;
  change?: MessageChange;
}

/** From where on a client asks for what it missed. */
export interface Mark {
  /** The time of the last change that is known, in milliseconds since 1970; 0 where the room had no messages. */
  at: number;
  /** From when on changes are to be asked for: early enough for `anchors` to be among them. */
  from: number;
  /** The same for a server that asks when messages were posted. */
  fromPosted: number;
  /** Messages that the answer has to have one of: otherwise the server has forgotten some, and maybe later ones too. */
  anchors: string[];
}

/**
 * The messages of a room that have been told: each is told once, and once more for every change.
 *
 * Copies of a message are put in order by their `_updatedAt`: the server tells of each change with the whole message, and
 * an older copy may come after a newer one. What is remembered is bounded, the least recently changed is forgotten first.
 */
export class Ledger {
  readonly #capacity: number;
  /** From the least to the most recently changed. */
  #known = new Map<string, Sight>();
  #deleted = new Set<string>();
  #at = 0;
  #isPlaced = false;
  /** Up to when changes may belong to messages that are not remembered any more. */
  #forgotten = 0;

  constructor(capacity = CAPACITY) {
    this.#capacity = capacity;
  }

  /** The time of the last change that is known, in milliseconds since 1970. */
  get at(): number {
    return this.#at;
  }

  /** Whether it is known at all how far the room had come. */
  get isPlaced(): boolean {
    return this.#isPlaced;
  }

  /** Takes messages as known that need not be told: those before the room was watched. `isAll`: there were no others. */
  prime(messages: readonly Message[], isAll: boolean): void {
    this.#isPlaced = true;
    const sights = messages.map((message) => [message._id, sightOf(message)] as const);
    for (const [id, sight] of sights.sort(([, a], [, b]) => a.at - b.at)) {
      const known = this.#known.get(id);
      if (!this.#deleted.has(id) && !(known && known.at >= sight.at)) this.#keep(id, sight);
    }
    const [oldest] = sights;
    if (oldest && !isAll) this.#forgotten = Math.max(this.#forgotten, oldest[1].at);
  }

  /** Takes everything up to `at` as told before, in milliseconds since 1970. */
  begin(at: number): void {
    this.#isPlaced = true;
    this.#at = Math.max(this.#at, at);
    this.#forgotten = Math.max(this.#forgotten, at);
  }

  /** A message that has just come; gives what is to be told, if anything. */
  take(message: Message): Told | undefined {
    const now = sightOf(message);
    const before = this.#known.get(message._id);
    if (this.#deleted.has(message._id) || (before && (now.at < before.at || isSame(before, now)))) return;
    this.#keep(message._id, now);
    const change = before ? changeOf(before, now) : marksOf(now);
    return change ? { message, change } : { message };
  }

  /** A message from an answer to what was missed since `mark`: like {@link take}, but what was posted since then is new. */
  takeMissed(message: Message, mark: Mark): Told | undefined {
    const { at, ts } = sightOf(message);
    const isUnknown = !this.#known.has(message._id);
    // It may have been told, and forgotten since.
    if (isUnknown && at <= this.#forgotten) return;
    const told = this.take(message);
    return told && isUnknown && ts > mark.at ? { message } : told;
  }

  /** A message was deleted; gives whether that is to be told. Copies of it that come later are not. */
  delete(id: string): boolean {
    if (this.#deleted.has(id)) return false;
    this.#known.delete(id);
    this.#deleted.add(id);
    if (this.#deleted.size > CAPACITY) drop(this.#deleted);
    return true;
  }

  /** The ids of messages that fit, as far as they are remembered. */
  find(fits: (sight: Sight) => boolean): string[] {
    return [...this.#known].filter(([, sight]) => fits(sight)).map(([id]) => id);
  }

  /** Where one stands, to ask for what comes after it. `overlap`: how far back copies may be that are on their way. */
  mark(overlap: number): Mark {
    const newest = [...this.#known].slice(-ANCHORS);
    const before = (times: number[]) => Math.max(0, Math.min(this.#at - overlap, ...times.map((time) => time - 1)));
    return {
      at: this.#at,
      from: before(newest.map(([, { at }]) => at)),
      fromPosted: before(newest.map(([, { ts }]) => ts)),
      anchors: newest.map(([id]) => id),
    };
  }

  #keep(id: string, sight: Sight): void {
    this.#isPlaced = true;
    this.#known.delete(id);
    this.#known.set(id, sight);
    this.#at = Math.max(this.#at, sight.at);
    if (this.#known.size <= this.#capacity) return;
    const [oldest] = this.#known.values();
    this.#forgotten = Math.max(this.#forgotten, oldest!.at);
    drop(this.#known);
  }
}

/** Takes the first out of a collection that is not empty. */
function drop(collection: Map<string, unknown> | Set<string>): void {
  for (const key of collection.keys()) {
    collection.delete(key);
    return;
  }
}
