import type { Message } from '../types/message.js';

/** How many users are remembered. */
const CAPACITY = 10_000;

/**
 * The users that a client has heard of. Rocket.Chat names a user by id in one place and by user name in another: who types and
 * who was added to a room comes as a user name, a direct message goes to one.
 */
export class People {
  #ids = new Map<string, string>();
  #usernames = new Map<string, string>();

  /** Remembers what a user is called, where both are there. */
  meet({ _id, username }: { _id?: string | undefined; username?: string | undefined }): void {
    if (!_id || !username || this.#usernames.get(_id) === username) return;
    if (this.#usernames.size >= CAPACITY) this.#clear();
    this.#usernames.set(_id, username);
    this.#ids.set(username, _id);
  }

  /** Remembers everybody whom a message names. */
  meetIn({ u, mentions }: Message): void {
    this.meet(u);
    for (const mention of mentions ?? []) if (mention.type !== 'team') this.meet(mention);
  }

  idOf(username: string): string | undefined {
    return this.#ids.get(username);
  }

  usernameOf(id: string): string | undefined {
    return this.#usernames.get(id);
  }

  #clear(): void {
    this.#ids.clear();
    this.#usernames.clear();
  }
}
