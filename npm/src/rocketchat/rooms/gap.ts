import { RealtimeError } from '../../error.js';
import type { Caller } from '../api.js';
import { refusedWith } from '../server-error.js';
import type { Message } from '../types/message.js';
import type { Mark } from './ledger.js';
import type { Missed } from './missed.js';

/** How long one answer to what was missed may take, in milliseconds: what comes live waits meanwhile. */
const DEADLINE = 15_000;

/** How many rooms are asked about at a time: servers take some ten calls of one method in ten seconds. */
const AT_A_TIME = 4;

/** Asks what has changed in a room since `mark`; nothing where the server does not let the user see it. */
type Way = (client: Caller, rid: string, mark: Mark) => Promise<Missed | undefined>;

const BOUNDS = { timeout: DEADLINE, again: false };

/**
 * The ways to learn what was missed. The second one knows nothing of edits and deletions. Where the server does not have these
 * methods any more, they are asked over REST (`chat.syncMessages`), as far as the client may.
 */
const WAYS: readonly Way[] = [
  async (client, rid, { from }) => {
    const answer = await client.callWith('messages/get', [rid, { lastUpdate: new Date(from) }], BOUNDS);
    return answer && { updated: answer.updated, deleted: answer.deleted, hasChanges: true };
  },
  async (client, rid, { fromPosted }) => {
    const list: Message[] | false = await client.callWith('loadMissedMessages', [rid, new Date(fromPosted)], BOUNDS);
    return list ? { updated: list, deleted: [], hasChanges: false } : undefined;
  },
];

/** What a client asks when it has missed something, for all of its rooms. */
export class Gaps {
  #client: Caller;
  /** The first way that the server may still have. */
  #first = 0;
  #running = 0;
  #turns: (() => void)[] = [];

  constructor(client: Caller) {
    this.#client = client;
  }

  /**
   * What has changed in a room since `mark`, in the first way that the server has.
   *
   * Rejects with the server's error, or with what became of the connection.
   */
  async fetch(rid: string, mark: Mark): Promise<Missed> {
    await this.#turn();
    try {
      return await this.#try(rid, mark);
    } finally {
      const next = this.#turns.shift();
      if (next) next();
      else this.#running--;
    }
  }

  async #try(rid: string, mark: Mark): Promise<Missed> {
    for (let way = this.#first; ; way++) {
      try {
        const missed = await WAYS[way]!(this.#client, rid, mark);
        if (!missed) throw refusedWith(undefined, 'The server does not show the room any more.');
        return missed;
      } catch (error) {
        // On a connection that is lost everything fails.
        if (way === WAYS.length - 1 || this.#client.state.name !== 'online') throw error;
        // What a server does not have it does not have for other rooms either.
        if (isGone(error)) this.#first = Math.max(this.#first, way + 1);
      }
    }
  }

  /** Waits for a turn, which whoever is done hands on. */
  async #turn(): Promise<void> {
    if (this.#running < AT_A_TIME) this.#running++;
    else await new Promise<void>((resolve) => this.#turns.push(resolve));
  }
}

/** Whether the server does not have a method, and nothing that takes its place. */
const isGone = (error: unknown): boolean => error instanceof RealtimeError && (error.code === '404' || error.code === 'NOT_SUPPORTED');
