import { decode } from '../../../src/js/ejson.js';
import { tell } from '../../../src/js/events.js';
import type { DataFrame, PresenceListener, PresenceWatch, UserPresence } from './api.js';
import type { FeedEvent, Reach } from './feeds.js';
import type { PresenceName, User } from './types/user.js';

/** The publication of who is present, which takes commands. Source: Rocket.Chat's own web client. */
const STREAM = 'stream-user-presence';

const NAMES: readonly PresenceName[] = ['offline', 'online', 'away', 'busy'];

/** Gives what the server knows of these users: the answer to `users.presence`. */
type Ask = (uids: string[]) => Promise<{ users: User[] }>;

/**
 * Who is present, of those who are watched: one set at the server for all who watch here. The first command opens it and
 * stays; every later one changes it. A new connection is told the whole set. The stream tells of changes only: what was before is
 * asked over REST.
 */
export class PresenceSet implements PresenceWatch {
  #reach: Reach;
  #ask: Ask | undefined;
  #listeners = new Map<string, Set<PresenceListener>>();
  #known = new Map<string, UserPresence>();
  /** The users that the server has been told of, while there is a subscription. */
  #told: Set<string> | undefined;
  /** Whether the set is about to be told, with all that has changed until then. */
  #isChanging = false;
  #commands: Promise<unknown> = Promise.resolve();

  /** @param ask missing where nothing is to go over REST: then only changes are told */
  constructor(reach: Reach, ask: Ask | undefined) {
    this.#reach = reach;
    this.#ask = ask;
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
    const [args] = (this.#listeners.has(uid) && fields.args ? decode(fields.args) : []) as any[][];
    if (!args) return;
    const [username, status, statusText, statusSource, statusExpiresAt] = args;
    const name = NAMES[status] ?? 'offline';
    this.#tell({ uid, username, status: name, statusText, statusSource, statusExpiresAt });
  }

  /** The server has been told the whole set again: changes may have been missed. */
  renewed({ name }: FeedEvent): void {
    if (name === STREAM) this.#learn([...this.#listeners.keys()]);
  }

  /** There is a connection, or somebody to be told: the server is told of the set where it was not. */
  begin(): void {
    if (!this.#told && this.#listeners.size) this.#change();
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

  #tell(presence: UserPresence): void {
    const listeners = this.#listeners.get(presence.uid);
    if (!listeners) return;
    this.#known.set(presence.uid, presence);
    for (const listener of [...listeners]) if (listeners.has(listener)) listener(presence);
  }

  /** Asks for what these users are, which an event may have told already when the answer comes. */
  #learn(uids: string[]): void {
    if (!this.#ask || !uids.length) return;
    const before = new Map(this.#known);
    this.#ask(uids).then(
      ({ users }) => {
        for (const { _id: uid, username, status = 'offline', statusText } of users) {
          const known = this.#known.get(uid);
          const isNews = known === before.get(uid) && (known?.status !== status || known.statusText !== statusText);
          if (isNews) this.#tell({ uid, username, status, statusText, statusSource: undefined, statusExpiresAt: undefined });
        }
      },
      // Without an answer there are the changes.
      () => {},
    );
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
      // What a command that failed has changed, the next connection says.
      await this.#command().catch(() => {});
    });
  }

  #command(): Promise<unknown> {
    const wanted = new Set(this.#listeners.keys());
    const told = this.#told;
    const whole = ['', { added: [...wanted], removed: [] }];
    if (!told) {
      if (!wanted.size) return Promise.resolve();
      this.#told = wanted;
      return this.#reach({}, (core) => core.subscribe(STREAM, whole)).then(
        () => this.#learn([...wanted]),
        // It is opened with the next change, the next connection or the next login.
        () => (this.#told = undefined),
      );
    }
    const added = [...wanted].filter((uid) => !told.has(uid));
    const removed = [...told].filter((uid) => !wanted.has(uid));
    if (!added.length && !removed.length) return Promise.resolve();
    if (!wanted.size) {
      this.#told = undefined;
      return this.#reach({}, async (core) => core.unsubscribe(STREAM, whole));
    }
    this.#told = wanted;
    return this.#reach({}, (core) => core.amend(STREAM, whole, ['', { added, removed }])).then(() => this.#learn(added));
  }
}
