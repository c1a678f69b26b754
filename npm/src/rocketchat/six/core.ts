import { tellInTurn } from '../../../../src/js/events.js';
import { RealtimeError } from '../../error.js';
import type {
  DatabaseResponse, FetchOptions, GroupItem, HistoryResponse, JoinResult, Position, PostResult, RealtimeCallback,
  RealtimeEvent, RealtimeOptions, RealtimeState, UserItem,
} from '../../types.js';
import type { LoginSource } from '../api.js';
import type { RocketChat } from '../client.js';
import type { Inbox } from '../rooms/inbox.js';
import { timeOf } from '../rooms/message.js';
import type { Rooms } from '../rooms/rooms.js';
import { Calls, type Bounds } from './calls.js';
import { Directory, boundedHistory } from './directory.js';
import { badCallback, badGroup, loginRequired, noConnection, notOpen } from './errors.js';
import { Groups, positionOf, type Want } from './groups.js';
import { deletionNotice, messageEvent } from './incoming.js';
import { checkNotification } from './notification.js';
import { messageOf, targetOf, type Target } from './outgoing.js';

/** A listener of everything that a client tells. */
type Observer = (kind: string, detail: unknown, frame?: object) => void;

/**
 * The six functions and the handles of groups over Rocket.Chat: what the class `Core` of the facade has, made of rooms. A group
 * is a room, under the name or the id by which it was joined.
 */
export class RocketChatCore {
  #client: RocketChat;
  #rooms: Rooms;
  #groups: Groups;
  #inbox: Inbox;
  #directory: Directory;
  #calls: Calls;
  #login: LoginSource | undefined;
  #logsOut: boolean;
  #isLoggedOut = false;
  #callback: RealtimeCallback | undefined;
  #observer: Observer | undefined;
  /** Whether the connection was online since it was asked for: only then has it been lost when it is closed. */
  #wasOnline = false;
  /** Resolves when the connection that is being closed has ended. */
  #closing: Promise<void> | undefined;
  /** Whether another one is wanted then. */
  #isReopening = false;

  /** @param login who to log in as again after a logout: the client itself forgets that */
  constructor(client: RocketChat, login: LoginSource | undefined, { service, sendTimeout, logout = false }: RealtimeOptions) {
    this.#client = client;
    this.#login = login;
    this.#rooms = client.rooms;
    const core = this;
    this.#groups = new Groups(this.#rooms, {
      get state() {
        return core.state;
      },
      event: (event, frame) => this.#tell(event, frame),
      recovery: (recovery) => this.#notify('recovery', recovery),
      left: (name) => this.#notify('left', name),
    });
    this.#inbox = this.#rooms.inbox({
      message: (told) => {
        const { rid, _updatedAt, ts, u } = told.message;
        this.#rooms.people.meet(u);
        const { offset, epoch } = positionOf(rid, _updatedAt ?? ts);
        // In a room that is joined it has been told already.
        if (!this.#groups.has(rid)) this.#tell(messageEvent(told, null, this.#rooms.people), { '#offset': offset, '#epoch': epoch });
      },
      deleted: (id, rid) => {
        if (!this.#groups.has(rid)) this.#tell(deletionNotice(id, null));
      },
      recovery: ({ recovered, changes, since, until }) =>
        this.#notify('recovery', { group: null, recovered, changes, since: positionOf('', since), ...positionOf('', until) }),
    });
    this.#directory = new Directory({
      rooms: (options) => this.#rooms.list(options),
      users: async (group, options) => (await (await this.#roomOf(group, options)).members(options)).users,
    });
    this.#calls = new Calls(service ?? '', sendTimeout);
    this.#logsOut = logout;
    this.#follow();
  }

  get state(): RealtimeState {
    return this.#client.state;
  }

  get bufferedAmount(): number {
    return this.#client.bufferedAmount;
  }

  /** Connects, logs in, and listens to direct messages where somebody is logged in. */
  connectRealtime(callback: unknown, timeout?: number): Promise<WebSocket> {
    if (typeof callback !== 'function') return Promise.reject(badCallback());
    this.#callback = callback as RealtimeCallback;
    if (this.#closing) this.#isReopening = true;
    return this.#calls.begin(timeout, async (bounds) => {
      if (this.#closing) await this.#closing;
      if (this.#isLoggedOut) await this.#logIn(bounds);
      const socket = await this.#client.connect(bounds.options);
      // Where the server does not tell of them, there are none.
      if (this.#client.user) await this.#inbox.open(bounds.options).catch(() => {});
      this.#groups.revive();
      return socket;
    });
  }

  postRealtime(message: unknown, recipient: unknown, notification: unknown, timeout?: number): Promise<PostResult> {
    return this.#calls.submit(message, timeout, (read) => {
      this.#checkConnection();
      const target = targetOf(recipient);
      const content = messageOf(read());
      checkNotification(notification);
      return (bounds) => this.#send(content, target, bounds);
    });
  }

  joinRealtime(params: unknown, timeout?: number): Promise<JoinResult> {
    return this.#calls.submit(params, timeout, (read) => {
      this.#checkConnection();
      const group = groupOf(read());
      const before = this.#groups.joined;
      if (before !== undefined && before !== group) this.#groups.leave(before, 'join');
      return (bounds) => (group ? this.#join(group, 'join', bounds) : Promise.resolve(LEFT));
    });
  }

  joinGroup(name: unknown, since?: Position, timeout?: number): Promise<JoinResult> {
    return this.#calls.submit(undefined, timeout, () => {
      this.#checkConnection();
      if (typeof name !== 'string' || !name) throw badGroup();
      return (bounds) => this.#join(name, 'handle', bounds, since);
    });
  }

  leaveGroup(name: unknown, timeout?: number): Promise<JoinResult> {
    return this.#calls.submit(undefined, timeout, () => {
      this.#checkConnection();
      if (typeof name !== 'string') throw badGroup();
      this.#groups.leave(name, 'handle');
      return async () => LEFT;
    });
  }

  /** Leaves the groups, logs out where that is wanted, and closes the connection. */
  closeRealtime(): Promise<void> {
    const { name } = this.state;
    if (name === 'idle' || name === 'closed') return Promise.resolve();
    this.#isReopening = false;
    this.#closing ??= this.#close().finally(() => (this.#closing = undefined));
    return this.#closing;
  }

  getRealtimeGroups(params: unknown, options: FetchOptions | undefined): Promise<DatabaseResponse<GroupItem>> {
    return this.#calls.list(params, (query) => this.#directory.groups(query, options));
  }

  getRealtimeUsers(params: unknown, options: FetchOptions | undefined): Promise<DatabaseResponse<UserItem>> {
    return this.#calls.list(params, (query) => this.#directory.users(query, options));
  }

  /** The newest messages of a room before a moment (`before`, in milliseconds since 1970): the offsets here are when they were posted. */
  history(params: unknown, options: FetchOptions | undefined): Promise<HistoryResponse> {
    return this.#calls.list(params, (query) =>
      boundedHistory(query, options, async ({ group, limit = HISTORY, before }, bounds) => {
        const room = await this.#roomOf(group, bounds);
        const messages = await room.history({ ...bounds, limit, ...(before !== undefined && { before }) });
        const told = (message: (typeof messages)[number]) => ({
          ...messageEvent({ message }, group, this.#rooms.people),
          offset: timeOf(message.ts),
        });
        return { list: messages.reverse().map(told), epoch: room.id, endOfList: messages.length < limit };
      }),
    );
  }

  abort(promise: Promise<unknown>, reason: unknown): void {
    this.#calls.abort(promise, reason);
  }

  observe(observer: Observer): void {
    this.#observer = observer;
  }

  #follow(): void {
    this.#client.on('event', (event) => tellInTurn(this.#callback, this.#observer, 'event', event));
    this.#client.on('drain', () => this.#notify('drain', undefined));
    this.#client.on('user', (user) => {
      this.#directory.forget();
      // Somebody may log in later, or somebody else.
      if (user && this.#callback && this.state.name === 'online') this.#inbox.open().catch(() => {});
    });
    this.#client.on('statechange', (state) => {
      if (state.name === 'online') this.#wasOnline = true;
      if (state.name === 'connecting' && state.attempt === 0) this.#wasOnline = false;
      this.#notify('state', state);
    });
  }

  #tell(event: RealtimeEvent, frame?: object): void {
    if (!this.#closing) tellInTurn(this.#callback, this.#observer, 'event', event, frame);
  }

  #notify(kind: string, detail: unknown): void {
    tellInTurn(undefined, this.#observer, kind, detail);
  }

  #checkConnection(): void {
    const { state } = this;
    if (this.#closing) {
      if (this.#isReopening) return;
      throw noConnection();
    }
    if (state.name === 'closed' && state.reason !== 'user' && this.#wasOnline) throw notOpen();
    if (state.name === 'idle' || state.name === 'closed' || state.name === 'closing') throw noConnection();
  }

  async #close(): Promise<void> {
    this.#groups.leaveAll();
    this.#inbox.close();
    // While there is no connection, there is nothing that could still be answered.
    if (this.state.name === 'online') await this.#calls.answered();
    if (this.#logsOut) {
      await this.#client.logout().catch(() => {});
      this.#isLoggedOut = this.#login !== undefined;
    }
    await this.#client.close();
  }

  async #logIn(bounds: Bounds): Promise<void> {
    const login = typeof this.#login === 'function' ? await this.#login({ refused: false }) : this.#login;
    if (!login) throw loginRequired();
    // Who is refused here may hear why; the documented error is what the six functions say of it.
    await this.#client.login(login, bounds.options).catch((cause: unknown) => {
      throw cause instanceof RealtimeError && cause.settled === 'refused' ? loginRequired(cause) : cause;
    });
    this.#isLoggedOut = false;
  }

  async #join(name: string, want: Want, bounds: Bounds, since?: Position): Promise<JoinResult> {
    if (this.#closing) await this.#closing;
    await this.#groups.join(name, want, bounds.options, since);
    return { type: 'success', message: `Joined realtime message group: "${name}".` };
  }

  async #send(content: Record<string, unknown>, target: Target, bounds: Bounds): Promise<PostResult> {
    // Otherwise at once: a join that is called next may leave the group.
    if (this.#closing) await this.#closing;
    const rid = 'group' in target ? await this.#groups.roomOf(target.group, bounds.options) : await this.#direct(target, bounds);
    const message = { ...content, rid };
    const stored = await this.#client.callWith('sendMessage', [message], bounds.options);
    const at = timeOf(stored?._updatedAt ?? stored?.ts);
    return {
      type: 'success',
      message: 'Message sent.',
      settled: 'acknowledged',
      ...(at > 0 && { offset: at }),
      ...(typeof stored?._id === 'string' && { id: stored._id }),
    };
  }

  async #direct(target: Exclude<Target, { group: string }>, bounds: Bounds): Promise<string> {
    const username = 'username' in target ? target.username : await this.#rooms.usernameOf(target.userId, bounds.options);
    return this.#rooms.direct(username, bounds.options);
  }

  async #roomOf(group: string, options: object) {
    return this.#rooms.room(await this.#rooms.idOf(group, options));
  }
}

/** How many posts `history` gives where nobody says. */
const HISTORY = 50;

const LEFT: JoinResult = { type: 'success', message: 'Left realtime message group.' };

/** The group to join, or nothing to leave. */
function groupOf(params: any): string | undefined {
  if (typeof params !== 'object' || params === null || Array.isArray(params)) throw badGroup();
  const { group } = params;
  if (!group) return undefined;
  if (typeof group !== 'string') throw badGroup();
  return group;
}

