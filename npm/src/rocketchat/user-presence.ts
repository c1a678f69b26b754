import { decode } from '../../../src/js/ejson.js';
import { tell } from '../../../src/js/events.js';
import type { DataFrame, PresenceListener, PresenceWatch, UserPresence } from './api.js';
import type { FeedEvent, Reach } from './feeds.js';
import type { PresenceName } from './types/user.js';

/** The publication of who is present, which takes commands. Source: Rocket.Chat's own web client. */
const STREAM = 'stream-user-presence';

const NAMES: readonly PresenceName[] = ['offline', 'online', 'away', 'busy'];

/**
 * Who is present, of those who are watched: one set at the server for all who watch here. The first command opens it and
 * stays; every later one changes it. A new connection is told the whole set.
 */
export class PresenceSet implements PresenceWatch {
  #reach: Reach;
  #listeners = new Map<string, Set<PresenceListener>>();
  #known = new Map<string, UserPresence>();
  /** The users that the server has been told of, while there is a subscription. */
  #told: Set<string> | undefined;
  /** Whether the set is about to be told, with all that has changed until then. */
  #isChanging = false;
  #commands: Promise<unknown> = Promise.resolve();

  constructor(reach: Reach) {
    this.#reach = reach;
  }

  get(uid: string): UserPresence | undefined {
    return this.#known.get(uid);
  }

  watch(uids: readonly string[], given: PresenceListener): () => void {
    const listener = (presence: UserPresence) => tell(given, presence);
    const watched = [...new Set(uids)];
    for (const uid of watched) {
      const listeners = this.#listeners.get(uid);
      if (listeners) listeners.add(listener);
      else this.#listeners.set(uid, new Set([listener]));
    }
    // The server does not say again what it has said.
    const known = watched.flatMap((uid) => this.#known.get(uid) ?? []);
    queueMicrotask(() => known.forEach((presence) => this.#listeners.get(presence.uid)?.has(listener) && listener(presence)));
    this.#change();
    return () => {
      for (const uid of watched) this.#leave(uid, listener);
      this.#change();
    };
  }

  /** A frame has come. Here its id is the user. */
  hear({ collection, fields }: DataFrame): void {
    if (collection !== STREAM || !fields) return;
    const uid = fields.uid ?? fields.eventName;
    const listeners = this.#listeners.get(uid);
    const [args] = (fields.args ? decode(fields.args) : []) as any[][];
    if (!listeners || !args) return;
    const [username, status, statusText, statusSource, statusExpiresAt] = args;
    const name = NAMES[status] ?? 'offline';
    const presence: UserPresence = { uid, username, status: name, statusText, statusSource, statusExpiresAt };
    this.#known.set(uid, presence);
    for (const listener of [...listeners]) if (listeners.has(listener)) listener(presence);
  }

  /** The server has ended a subscription; the next watch opens this one again. */
  ended({ name }: FeedEvent): void {
    if (name === STREAM) this.#told = undefined;
  }

  /** The client is closed: the server knows nothing of it any more. */
  clear(): void {
    this.#told = undefined;
    this.#known.clear();
  }

  #leave(uid: string, listener: PresenceListener): void {
    const listeners = this.#listeners.get(uid);
    if (!listeners?.delete(listener) || listeners.size) return;
    this.#listeners.delete(uid);
    this.#known.delete(uid);
  }

  /** Tells the server of the set, after the command before it, once for all that changes in one go. */
  #change(): void {
    if (this.#isChanging) return;
    this.#isChanging = true;
    this.#commands = this.#commands.then(async () => {
      this.#isChanging = false;
      // It is told with the next change, or after the next login: there is nobody else to tell.
      await this.#command().catch(() => (this.#told = undefined));
    });
  }

  #command(): Promise<unknown> {
    const wanted = new Set(this.#listeners.keys());
    const told = this.#told;
    const whole = ['', { added: [...wanted], removed: [] }];
    if (!told) {
      if (!wanted.size) return Promise.resolve();
      this.#told = wanted;
      return this.#reach({}, (core) => core.subscribe(STREAM, whole));
    }
    const added = [...wanted].filter((uid) => !told.has(uid));
    const removed = [...told].filter((uid) => !wanted.has(uid));
    if (!added.length && !removed.length) return Promise.resolve();
    if (!wanted.size) {
      this.#told = undefined;
      return this.#reach({}, async (core) => core.unsubscribe(STREAM, whole));
    }
    this.#told = wanted;
    return this.#reach({}, (core) => core.amend(STREAM, whole, ['', { added, removed }]));
  }
}
