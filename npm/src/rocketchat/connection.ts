import { Emitter } from '../emitter.js';
import { RealtimeError } from '../error.js';
import { Starter } from '../starter.js';
import type { Sharing } from '../tabs/ddp/index.js';
import type { CallOptions, RealtimeState } from '../types.js';
import { Account } from './account.js';
import type { DataFrame, Login, LoginResult, Renewed, RocketChatEvents, RocketChatOptions, RocketChatUser } from './api.js';
import { Calls } from './calls.js';
import { Collections } from './collections.js';
import { type DdpCore, loadDdpCore } from './core.js';
import { type FeedEvent, Feeds, type Reach, isStream, keyOf } from './feeds.js';
import { coreOptions, restUrlOf } from './options.js';
import { RestApi } from './rest-api.js';
import { PresenceSet } from './user-presence.js';

/** Those with a connection: they go on also when the page has dropped them. The module itself holds them weakly. */
const connected = new Set<Connection>();

/** The core of one client, and the parts that are told what it tells. */
export class Connection {
  readonly account: Account;
  readonly calls: Calls;
  readonly collections = new Collections();
  readonly feeds: Feeds;
  readonly listeners = new Emitter<RocketChatEvents>();
  readonly presence: PresenceSet;
  readonly rest: RestApi;
  /** Makes a call of the core, which is made with the first. */
  readonly reach: Reach = async (options, call) => {
    try {
      return await this.#starter.call(options, call);
    } catch (error) {
      throw this.#explained(error);
    }
  };
  #starter: Starter<DdpCore>;
  /** Whether the server is being told of a logout. */
  #isLoggingOut = false;
  #sharing: Sharing | undefined;

  constructor(options: RocketChatOptions) {
    this.account = new Account(options.login, options.twoFactor);
    this.#starter = new Starter(
      () => this.#make(options),
      (core) => this.#listenTo(core),
    );
    this.rest = new RestApi(
      () => ({ ...this.account.credentials, restUrl: restUrlOf(options) }),
      (method, millis) => this.listeners.emit('held', { method, millis }),
    );
    const rest = options.rest === false ? undefined : this.rest;
    this.calls = new Calls(this.reach, options.twoFactor, rest);
    this.feeds = new Feeds(this.reach);
    this.presence = new PresenceSet(this.reach, rest && ((uids) => rest.ask('GET', 'users.presence', { ids: uids.join() }, {})));
  }

  get isUnused(): boolean {
    return this.#starter.isUnused;
  }

  get state(): RealtimeState {
    return this.#starter.core?.state ?? { name: 'idle' };
  }

  get bufferedAmount(): number {
    return this.#starter.core?.bufferedAmount ?? 0;
  }

  get user(): RocketChatUser | undefined {
    const { identity } = this.account;
    if (!identity) return undefined;
    const { id, username } = identity;
    const { _id, ...known } = this.collections.get('users').get(id) ?? { _id: id };
    return { ...(username === undefined ? {} : { username }), ...known, id };
  }

  connect(options: CallOptions): Promise<WebSocket> {
    // Whoever listens to `event` is told what the callback would be.
    return this.reach(options, (core, { timeout }) => core.connect(() => {}, timeout));
  }

  /** Logs in on the connection that there is, or with one that is made. A shared one is that of one login: it is left before. */
  async login(login: Login, options: CallOptions): Promise<LoginResult> {
    try {
      await this.#part(options);
      return await this.#logIn(login, options);
    } finally {
      this.#sharing?.rejoin();
    }
  }

  /** Forgets who is logged in, and what to log in with; then has the server forget it, if there is a connection. */
  async logout(options: CallOptions): Promise<void> {
    const isOnline = this.state.name === 'online';
    if (this.account.forget()) this.#tellOfNobody();
    if (!isOnline) return;
    this.#isLoggingOut = true;
    try {
      await this.reach(options, (core, bounds) => core.call('logout', [], { ...bounds }));
    } catch (error) {
      // Some servers close the connection, and the session with it, before their answer is there.
      const isClosed = error instanceof RealtimeError && error.settled === 'unknown' && error.code !== 'TIMEOUT';
      if (!isClosed) throw error;
    } finally {
      this.#isLoggingOut = false;
    }
  }

  /** Makes a connection of this client alone, with who is logged in now, in place of one that is shared. */
  async #part(options: CallOptions): Promise<void> {
    const isUnderWay = !/idle|clos/.test(this.state.name);
    if (!this.#sharing || !isUnderWay) return;
    // Where it fails, it is made with the login that is to come.
    await this.connect(options).catch(() => {});
    if (this.state.name === 'online' && this.#sharing.part()) await this.connect(options);
  }

  async #logIn(login: Login, options: CallOptions): Promise<LoginResult> {
    let result: LoginResult | undefined;
    const stop = this.listeners.on('login', (told) => (result = told));
    const end = this.account.attempt(login);
    try {
      if (this.state.name !== 'online') await this.connect(options);
      // The handshake may have begun with another one.
      if (this.account.isTrying(login)) await this.reach(options, (core, { timeout }) => core.login(timeout));
      if (!result) throw new RealtimeError('ABORTED', 'A logout came between.', { settled: 'unknown' });
      return result;
    } catch (error) {
      const isTakenBack = error instanceof RealtimeError && (error.code === 'ABORTED' || error.code === 'TIMEOUT');
      throw isTakenBack ? error : (this.account.refusal ?? error);
    } finally {
      stop();
      end();
    }
  }

  async #make(options: RocketChatOptions): Promise<DdpCore> {
    const [Core, sharing] = await Promise.all([loadDdpCore(), sharingOf(options)]);
    this.#sharing = sharing;
    const own = coreOptions(options, async () => {
      const token = await this.account.token();
      await sharing?.follow(own.url, this.account.origin);
      return token;
    });
    return new Core(sharing ? { ...own, WebSocket: sharing.WebSocket } : own);
  }

  #listenTo(core: DdpCore): void {
    const self = new WeakRef(this);
    core.observe((kind, detail) => {
      const connection = self.deref();
      if (connection) connection.#hear(kind, detail);
    });
  }

  /** Passes on what the core tells. The parts first: what a listener sees of them is true already. */
  #hear(kind: string, detail: any): void {
    switch (kind) {
      case 'frame':
        return this.#hearData(detail);
      case 'state':
        return this.#follow(detail);
      case 'ended':
        return this.#end(detail);
      case 'resubscribed':
        this.feeds.renewed(detail);
        this.presence.renewed(detail);
        this.#settle();
        return this.listeners.emit('renewed', described(detail));
      case 'login':
        return this.#welcome(detail);
      case 'refused':
        return this.listeners.emit('refused', this.account.refused(detail));
      default:
        this.listeners.emit(kind as keyof RocketChatEvents, detail);
    }
  }

  #hearData(frame: DataFrame): void {
    this.calls.hear(frame);
    this.collections.hear(frame);
    this.presence.hear(frame);
    this.listeners.emit('frame', frame);
    const { collection, id } = frame;
    if (collection === 'users' && id === this.account.identity?.id) this.listeners.emit('user', this.user);
    this.feeds.hear(frame);
  }

  #follow(state: RealtimeState): void {
    const { name } = state;
    if (name === 'idle' || name === 'closed') connected.delete(this);
    else connected.add(this);
    if (name === 'online') this.#arrive();
    else this.#lose();
    if (name === 'closed') this.#close(state.reason);
    this.listeners.emit('statechange', state);
  }

  #arrive(): void {
    this.#settle();
    this.presence.begin();
  }

  #lose(): void {
    this.collections.doubt();
    this.feeds.lose();
    this.rest.clear();
  }

  /** Once everything has been published again, what has not is gone. */
  #settle(): void {
    if (this.feeds.isWhole) this.collections.settle();
  }

  #close(reason: string): void {
    this.collections.settle();
    this.presence.clear();
    this.feeds.clear(reason === 'user' ? undefined : new RealtimeError('ERROR', `The connection is closed: ${reason}.`));
    if (reason === 'unauthorized' && this.account.expire()) this.#tellOfNobody();
  }

  #end(end: FeedEvent): void {
    this.presence.ended(end);
    const over = this.feeds.ended(end);
    if (!over) return;
    this.#settle();
    this.listeners.emit('ended', { ...described(over.feed), error: over.error });
  }

  #welcome(raw: unknown): void {
    const before = this.account.identity?.id;
    const result = this.account.accepted(raw);
    if (!result) return this.#letOut();
    this.presence.begin();
    this.listeners.emit('login', result);
    if (before !== result.userId) this.listeners.emit('user', this.user);
  }

  /** The server has let in who has logged out meanwhile: it is told, unless that is on its way, behind the login. */
  #letOut(): void {
    if (!this.#isLoggingOut) this.reach({}, (core) => core.call('logout', [])).catch(() => {});
  }

  #tellOfNobody(): void {
    this.listeners.emit('logout', undefined);
    this.listeners.emit('user', undefined);
  }

  /** Where the server lets nobody in, calls are refused with the reason for that. */
  #explained(error: unknown): unknown {
    const { refusal } = this.account;
    const { state } = this;
    const isOut = state.name === 'closed' && state.reason === 'unauthorized';
    if (!refusal || !isOut || !(error instanceof RealtimeError) || error.code !== 'INVALID_REQUEST') return error;
    return new RealtimeError('INVALID_REQUEST', 'User login is required.', { cause: refusal, settled: error.settled ?? 'never-sent' });
  }
}

/** What tabs share a connection by, where that is asked for. Where the code for it cannot be loaded, the tab connects alone. */
async function sharingOf({ shareConnection, WebSocket }: RocketChatOptions): Promise<Sharing | undefined> {
  if (!shareConnection) return undefined;
  const tabs = await import('../tabs/ddp/index.js').catch(() => undefined);
  return tabs?.Sharing.over(WebSocket);
}

/** A subscription as listeners are told of it. */
function described({ name, params }: FeedEvent): Renewed {
  if (!isStream(name)) return { name, key: undefined, params };
  return { name: name.slice('stream-'.length), key: keyOf(name, params), params };
}
