import type { Position } from '../types.js';

/** How much of a stream is kept for tabs that come later: more than two tabs are ever apart, unless one slept. */
const MAX_POSTS = 500;
const MAX_CHARACTERS = 1 << 20;

/** A post as the server sent it. */
export interface Post {
  offset: number;
  text: string;
}

/** The newest posts of a group, or of the private ones, that have come over the shared connection. */
export class Stream {
  readonly epoch: string;
  /** Every post after this that has come is among those kept. */
  #from: number;
  #last: number;
  #posts: Post[] = [];
  #characters = 0;

  /** A stream that is followed from `from` on, and stands at `last`. */
  constructor(from: Position, last = from.offset) {
    this.epoch = from.epoch;
    this.#from = from.offset;
    this.#last = last;
  }

  /** Where the stream stands. */
  get position(): Position {
    return { epoch: this.epoch, offset: this.#last };
  }

  push(post: Post): void {
    this.#last = Math.max(this.#last, post.offset);
    this.#posts.push(post);
    this.#characters += post.text.length;
    while (this.#posts.length > MAX_POSTS || this.#characters > MAX_CHARACTERS) {
      const { offset, text } = this.#posts.shift()!;
      this.#from = offset;
      this.#characters -= text.length;
    }
  }

  /** The posts after `since`, all of them; `undefined` where some may not be here. */
  after(since: Position): Post[] | undefined {
    if (since.epoch !== this.epoch || since.offset < this.#from) return undefined;
    return this.#posts.filter(({ offset }) => offset > since.offset);
  }
}

/** Whether two positions are the same. */
export const isSame = (one: Position | undefined, other: Position | undefined): boolean =>
  one?.epoch === other?.epoch && one?.offset === other?.offset;
