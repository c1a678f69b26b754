import { RealtimeError } from '../../error.js';
import type { CallOptions } from '../../types.js';
import type { Caller } from '../api.js';
import type { Room } from '../types/room.js';
import { Gaps } from './gap.js';
import { Inbox, type InboxListener } from './inbox.js';
import { People } from './people.js';
import { RoomHandle } from './room.js';

/** The rooms of one client. */
export class Rooms {
  /** Whom it has heard of. */
  readonly people = new People();
  #client: Caller;
  #gaps: Gaps;
  #handles = new Map<string, RoomHandle>();
  /** The rooms of direct messages, by user name. */
  #direct = new Map<string, Promise<string>>();

  constructor(client: Caller) {
    this.#client = client;
    this.#gaps = new Gaps(client);
    // Somebody else has other rooms.
    client.on('logout', () => this.#direct.clear());
    client.on('user', (user) => user && this.people.meet({ _id: user.id, username: user.username }));
  }

  /** The handle of a room: the same one for each id. Getting it opens nothing. */
  room(id: string): RoomHandle {
    let handle = this.#handles.get(id);
    if (!handle) this.#handles.set(id, (handle = new RoomHandle(id, this.#client, this.people, this.#gaps)));
    return handle;
  }

  /** All direct messages, told to `listener` while it is open. */
  inbox(listener: InboxListener): Inbox {
    return new Inbox(this.#client, this.#gaps, listener);
  }

  /** The id of a room that is given by its id or its name. Rejects with the server's error where there is none to be seen. */
  async idOf(nameOrId: string, options: CallOptions = {}): Promise<string> {
    return this.#client.callWith('getRoomIdByNameOrId', [nameOrId], options);
  }

  /**
   * The id of a room, which the user joins where it is a public channel. That a room cannot be joined, because it is private
   * and the user is in it already, is no error here: whether its messages are told shows when it is opened.
   */
  async enter(nameOrId: string, options: CallOptions = {}): Promise<string> {
    const id = await this.idOf(nameOrId, options);
    await this.#client.callWith('joinRoom', [id], options).catch((error: unknown) => {
      if (!(error instanceof RealtimeError) || error.settled !== 'refused') throw error;
    });
    return id;
  }

  /** The rooms that the user is in. */
  async list(options: CallOptions = {}): Promise<Room[]> {
    const answer: Room[] | { update: Room[] } = await this.#client.callWith('rooms/get', [], options);
    return Array.isArray(answer) ? answer : answer.update;
  }

  /** The id of the room for direct messages with a user, which is made where there is none. */
  direct(username: string, options: CallOptions = {}): Promise<string> {
    const known = this.#direct.get(username);
    if (known) return known;
    const made: Promise<string> = this.#client.callWith('createDirectMessage', [username], options).then(({ rid }) => rid);
    // Who asks meanwhile waits for the same answer, so that messages keep their order.
    this.#direct.set(username, made);
    made.catch(() => this.#direct.delete(username));
    return made;
  }

  /**
   * What a user is called who is given by id: as far as is known, or seen in the rooms of direct messages. Servers that let
   * users go without a name of their own call them by their id.
   */
  async usernameOf(id: string, options: CallOptions = {}): Promise<string> {
    const known = this.people.usernameOf(id);
    if (known !== undefined) return known;
    const own = this.#client.user;
    for (const { t, uids, usernames } of await this.list(options)) {
      // The two lists need not have the same order.
      const isWithOne = t === 'd' && uids?.length === 2 && uids.includes(id) && id !== own?.id;
      const username = isWithOne ? usernames?.find((name) => name !== own?.username) : undefined;
      if (username === undefined) continue;
      this.people.meet({ _id: id, username });
      return username;
    }
    return id;
  }
}
