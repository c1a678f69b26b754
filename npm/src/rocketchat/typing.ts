import { tell } from '../../../src/js/events.js';
import type { Caller, Subscription } from './api.js';

/** How long somebody counts as typing who says nothing more, in milliseconds. Source: Rocket.Chat's own web client. */
const EXPIRY = 15_000;

/** How long one's own word is kept before it is said again: well within the expiry elsewhere. */
const RENEWAL = 5_000;

/** Is told who is typing, of the others. */
export type TypingListener = (usernames: readonly string[]) => void;

/** Who is typing in a room, and that this user is. */
export class Typing {
  readonly rid: string;
  #caller: Caller;
  #listeners = new Set<TypingListener>();
  #subscription: Subscription | undefined;
  /** Ends the wait for connections. */
  #unfollow: (() => void) | undefined;
  /** Those who type, with the timers that end it. */
  #typing = new Map<string, ReturnType<typeof setTimeout>>();
  #users: readonly string[] = [];
  /** When the server was told last that this user types; undefined where it believes nothing of the kind. */
  #saidAt: number | undefined;

  constructor(rid: string, caller: Caller) {
    this.rid = rid;
    this.#caller = caller;
  }

  /** The others who are typing, in the order in which they began. Empty while nobody watches. */
  get users(): readonly string[] {
    return this.#users;
  }

  /**
   * Has `listener` told whenever others begin or stop typing; gives the function that ends it. Where there is no connection yet,
   * that begins with the next one.
   */
  watch(listener: TypingListener): () => void {
    const own: TypingListener = (users) => listener(users);
    this.#listeners.add(own);
    this.#unfollow ??= this.#caller.on('statechange', () => this.#subscribe());
    this.#subscribe();
    return () => {
      if (!this.#listeners.delete(own) || this.#listeners.size) return;
      this.#unfollow?.();
      this.#unfollow = undefined;
      this.#forget();
    };
  }

  /** This user types. To be called with every key: the server is told as often as it has to be. */
  start(): void {
    const now = performance.now();
    if (this.#saidAt !== undefined && now - this.#saidAt < RENEWAL) return;
    if (this.#say(['user-typing'])) this.#saidAt = now;
  }

  /** This user does not type any more: the message was sent, or dropped. */
  stop(): void {
    if (this.#saidAt !== undefined) this.#say([]);
    this.#saidAt = undefined;
  }

  /** Tells the room, if that is possible now: later it would not be true any more. */
  #say(activities: string[]): boolean {
    const { state, user } = this.#caller;
    if (state.name !== 'online' || !user?.username) return false;
    this.#caller.write('notify-room', `${this.rid}/user-activity`, user.username, activities, {}).catch(() => {});
    return true;
  }

  #subscribe(): void {
    if (this.#subscription || this.#caller.state.name !== 'online') return;
    const subscription = this.#caller.subscribe('notify-room', `${this.rid}/user-activity`, (username, activities) =>
      this.#hear(username, activities),
    );
    this.#subscription = subscription;
    void subscription.over.then(() => this.#subscription === subscription && this.#forget());
  }

  #hear(username: unknown, activities: unknown): void {
    if (typeof username !== 'string' || username === this.#caller.user?.username) return;
    clearTimeout(this.#typing.get(username));
    if (Array.isArray(activities) && activities.includes('user-typing')) {
      this.#typing.set(username, setTimeout(() => this.#drop(username), EXPIRY));
      this.#tell();
    } else this.#drop(username);
  }

  #drop(username: string): void {
    if (this.#typing.delete(username)) this.#tell();
  }

  #tell(): void {
    const users = [...this.#typing.keys()];
    if (users.join('\n') === this.#users.join('\n')) return;
    this.#users = users;
    for (const listener of [...this.#listeners]) tell(listener, users);
  }

  #forget(): void {
    this.#subscription?.stop();
    this.#subscription = undefined;
    for (const timer of this.#typing.values()) clearTimeout(timer);
    this.#typing.clear();
    this.#tell();
  }
}
