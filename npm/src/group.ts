import { invalid } from './bounds.js';
import { Channel } from './channel.js';
import type { AnyCore } from './core.js';
import { Emitter } from './emitter.js';
import { RealtimeError } from './error.js';
import type { Realtime } from './realtime.js';
import type { Roster } from './roster.js';
import type {
  CallOptions, Group, GroupEvents, GroupMessage, GroupPostOptions, GroupUsersOptions, HistoryOptions, HistoryQuery,
  HistoryResponse, JoinOptions, JoinResult, Member, PostResult, RealtimeEvent, RealtimeState, Recovery, UserQuery,
} from './types.js';

/** Makes a call inside the module, within its bounds. */
export type Command = (
  options: CallOptions | undefined,
  call: (core: AnyCore, options: CallOptions) => Promise<JoinResult>,
) => Promise<JoinResult>;

const NOBODY: readonly Member[] = [];

/** The frame of a group message, in those parts that its event does not have. */
export interface PostFrame {
  '#offset'?: number;
  '#epoch'?: string;
}

/** The handle of a group, and what listens there. */
export class GroupHandle implements Group {
  readonly name: string;
  #client: Realtime;
  #command: Command;
  #listeners = new Emitter<GroupEvents>();
  #readers = new Set<Channel<GroupMessage>>();
  /** Loaded when the members are used first. */
  #roster: Roster | undefined;
  #loading: Promise<void> | undefined;
  /** Whether this connection is known to be in the group, and so gets every notice. */
  #isIn = false;
  /** Whether the connection before was, so that this one will be. */
  #wasIn = false;
  /** How often the group was left. */
  #ends = 0;

  constructor(name: string, client: Realtime, command: Command) {
    this.name = name;
    this.#client = client;
    this.#command = command;
  }

  async join(given?: JoinOptions): Promise<JoinResult> {
    const { since, ...options } = given ?? {};
    // One that could not be sent would leave open what is missed.
    const isPosition = !since || (typeof since.epoch === 'string' && Number.isInteger(since.offset) && since.offset >= 0);
    if (!isPosition) throw invalid('since', 'must have an epoch and an offset.');
    const ends = this.#ends;
    const result = await this.#command(options, (core, { timeout }) => core.joinGroup(this.name, since, timeout));
    // It may have been left before the answer came.
    if (ends === this.#ends) this.arrive();
    return result;
  }

  async leave(options?: CallOptions): Promise<JoinResult> {
    const ends = this.#ends;
    const result = await this.#command(options, (core, { timeout }) => core.leaveGroup(this.name, timeout));
    // The end of a membership has been told already. There may have been none.
    if (ends === this.#ends && !this.#isIn) this.end();
    return result;
  }

  post(message: SubmitEvent | any, given?: GroupPostOptions): Promise<PostResult> {
    const { notification, ...options } = given ?? {};
    return this.#client.postRealtime(message, { group: this.name }, notification, options);
  }

  users(given?: GroupUsersOptions) {
    const { user_id, ...options } = given ?? {};
    return this.#client.getRealtimeUsers({ group: this.name, user_id } as UserQuery, options);
  }

  history(given?: Omit<HistoryQuery, 'group'> & HistoryOptions): Promise<HistoryResponse> {
    const { limit, before, ...options } = given ?? {};
    return this.#client.history({ group: this.name, limit, before } as HistoryQuery, options);
  }

  get members(): readonly Member[] {
    this.#watch();
    return this.#roster?.members ?? NOBODY;
  }

  on<Type extends keyof GroupEvents>(type: Type, listener: (detail: GroupEvents[Type]) => void): () => void {
    if (type === 'members') this.#watch();
    return this.#listeners.on(type, listener);
  }

  [Symbol.asyncIterator](): AsyncIterableIterator<GroupMessage> {
    const reader = new Channel<GroupMessage>();
    this.#readers.add(reader);
    return reader;
  }

  /** The client was told something about this group: an event, or a recovery, which has no `type`. */
  hear(detail: RealtimeEvent | Recovery, frame: PostFrame | undefined): void {
    this.arrive();
    if (!('type' in detail)) return this.#listeners.emit('recovery', detail);
    if (detail.type === 'notice') {
      this.#roster?.notice(detail);
      this.#listeners.emit('notice', detail);
    }
    if (detail.type !== 'message' || (this.#listeners.isEmpty && !this.#readers.size)) return;
    const message = { ...detail, offset: frame?.['#offset'], epoch: frame?.['#epoch'] };
    this.#listeners.emit('message', message);
    for (const reader of this.#readers) if (!reader.push(message)) this.#readers.delete(reader);
  }

  /** The client's connection is in another state. */
  follow(state: RealtimeState): void {
    if (state.name === 'online') {
      if (this.#wasIn) this.#roster?.refresh();
      return;
    }
    this.#isIn = false;
    this.#roster?.stop();
    if (state.name !== 'closed') return;
    const { reason } = state;
    this.end(reason === 'user' ? undefined : new RealtimeError('ERROR', `The connection is closed: ${reason}.`));
  }

  /** The group is left, or the client closed. */
  end(error?: RealtimeError): void {
    this.#ends++;
    this.#isIn = this.#wasIn = false;
    for (const reader of this.#readers) reader.end(error);
    this.#readers.clear();
    this.#roster?.clear();
  }

  /** Something shows that this connection is in the group: the list of users may be older than that. */
  arrive(): void {
    if (this.#isIn) return;
    this.#isIn = this.#wasIn = true;
    this.#roster?.refresh();
  }

  #watch(): void {
    this.#loading ??= import('./roster.js').then(
      ({ Roster }) => {
        this.#roster = new Roster(
          (options) => this.users(options),
          (members) => this.#listeners.emit('members', members),
        );
        if (this.#wasIn && this.#client.state.name === 'online') this.#roster.refresh();
      },
      () => {
        // The next use tries again.
        this.#loading = undefined;
      },
    );
  }
}
