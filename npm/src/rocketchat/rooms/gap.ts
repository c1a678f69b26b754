import type { Caller } from '../api.js';
import { refusedWith, serverErrorOf } from '../server-error.js';
import type { Message } from '../types/message.js';
import type { Mark } from './ledger.js';
import { timeOf } from './message.js';
import type { Missed } from './missed.js';

/** How long one answer to what was missed may take, in milliseconds: what comes live waits meanwhile. */
const DEADLINE = 15_000;

/** How many rooms are asked about at a time: servers take some ten calls of one method in ten seconds. */
const AT_A_TIME = 4;

/** A client that also has the REST API. */
export interface RestCaller extends Caller {
  /** The answer to `GET /api/v1/<path>`, signed with the login. Rejects where there is no such thing. */
  get(path: string, query: Record<string, string>): Promise<any>;
}

/** Asks what has changed in a room since `mark`; nothing where the server does not let the user see it. */
type Way = (client: RestCaller, rid: string, mark: Mark) => Promise<Missed | undefined>;

/**
 * The ways to learn what was missed. Those over the socket come first: pages of another origin often have no way to the REST
 * API. `loadMissedMessages` knows nothing of edits and deletions. Sources: the server's `messages/get`, `loadMissedMessages`
 * and `chat.syncMessages`.
 */
const WAYS: readonly Way[] = [
  async (client, rid, { from }) => {
    const answer = await client.callWith('messages/get', [rid, { lastUpdate: new Date(from) }], { timeout: DEADLINE, again: false });
    return answer && { ...answer, hasChanges: true };
  },
  async (client, rid, { fromPosted }) => {
    const list: Message[] | false = await client.callWith('loadMissedMessages', [rid, new Date(fromPosted)], { timeout: DEADLINE, again: false });
    return list ? { updated: list, deleted: [], hasChanges: false } : undefined;
  },
  async (client, roomId, { from }) => {
    const { result } = await client.get('chat.syncMessages', { roomId, lastUpdate: new Date(from).toISOString() });
    return { updated: result.updated.map(withDates), deleted: result.deleted, hasChanges: true };
  },
];

/** What a client asks when it has missed something, for all of its rooms. */
export class Gaps {
  #client: RestCaller;
  /** The first way that the server may still have. */
  #first = 0;
  #running = 0;
  #turns: (() => void)[] = [];

  constructor(client: RestCaller) {
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
        if (way === WAYS.length - 1 || !isGone(error)) throw error;
        // What a server does not have it does not have for other rooms either.
        this.#first = Math.max(this.#first, way + 1);
      }
    }
  }

  /** Waits for a turn, which whoever is done hands on. */
  async #turn(): Promise<void> {
    if (this.#running < AT_A_TIME) this.#running++;
    else await new Promise<void>((resolve) => this.#turns.push(resolve));
  }
}

/** Whether the server does not have a method: Rocket.Chat 9 removed most of them. Source: Meteor's error for unknown methods. */
export const isGone = (error: unknown): boolean => String(serverErrorOf(error)?.error) === '404';

/** A message of the REST API, whose moments are text, as the socket gives it. */
export function withDates(message: any): Message {
  const dates = Object.entries(message).filter(([key, value]) => MOMENTS.has(key) && typeof value === 'string');
  return { ...message, ...Object.fromEntries(dates.map(([key, value]) => [key, new Date(timeOf(value))])) };
}

const MOMENTS = new Set(['ts', '_updatedAt', 'editedAt', 'pinnedAt', 'tlm', 'dlm']);
