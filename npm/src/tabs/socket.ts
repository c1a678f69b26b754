import { MOVED, type Tab } from './company.js';
import { Leader } from './leader.js';
import { Line, PATIENCE } from './line.js';
import { type Hold, take } from './locks.js';
import { type Call, channel, ownName, type ToTab } from './messages.js';
import type { MakeSpeaker } from './speaker.js';

const CONNECTING = 0;
const OPEN = 1;
const CLOSING = 2;
const CLOSED = 3;

/**
 * What a tab has in place of a `WebSocket`: its part of the connection that its party shares.
 *
 * It has the interface of a `WebSocket`, for text. One instance is one stay in the party: whoever dials again makes another one.
 */
export class SharedSocket extends EventTarget {
  readonly url: string;
  readonly protocol = '';
  readonly extensions = '';
  readonly binaryType = 'blob';
  readyState = CONNECTING;
  onopen: ((event: Event) => void) | null = null;
  onmessage: ((event: MessageEvent) => void) | null = null;
  onerror: ((event: Event) => void) | null = null;
  onclose: ((event: CloseEvent) => void) | null = null;

  #party: string;
  #Socket: typeof WebSocket;
  #speak: MakeSpeaker;
  #id = crypto.randomUUID();
  /** The way to the leader of another page, or the leader in this page. */
  #line: Line | undefined;
  #leader: Leader | undefined;
  #tab: Tab;
  /** Where everybody of the party hears everybody. */
  #hall: BroadcastChannel | undefined;
  /** While no leader is found. */
  #search = new AbortController();
  /** Until the stay is over. */
  #stay = new AbortController();
  #timer: ReturnType<typeof setTimeout> | undefined;

  /** @param speak makes what speaks for the party, where this page has its connection */
  constructor(party: string, url: string, Socket: typeof WebSocket, speak: MakeSpeaker) {
    super();
    this.#party = party;
    this.url = url;
    this.#Socket = Socket;
    this.#speak = speak;
    // Later, as a socket does it: never while one of its methods is being called.
    this.#tab = {
      open: () => queueMicrotask(() => this.#open()),
      receive: (text) => queueMicrotask(() => this.#receive(text)),
      close: (code, reason) => queueMicrotask(() => this.#lose(code, reason)),
    };
    const { signal } = this.#stay;
    signal.addEventListener('abort', () => this.#search.abort());
    // Whoever sleeps hears of nothing: the leader need not keep it.
    globalThis.document?.addEventListener('freeze', () => this.#freeze(), { signal });
    this.#arrive().catch(() => this.#end(1006, ''));
  }

  get bufferedAmount(): number {
    return (this.#line ?? this.#leader)?.bufferedAmount ?? 0;
  }

  send(text: string): void {
    if (this.readyState === CONNECTING) throw new DOMException('Still in CONNECTING state.', 'InvalidStateError');
    if (this.readyState !== OPEN) return;
    if (this.#line) this.#line.send(text);
    else this.#leader?.command(this.#tab, text);
  }

  /** Leaves the party. The last to leave closes its connection. */
  close(): void {
    if (this.readyState >= CLOSING) return;
    this.readyState = CLOSING;
    this.#found();
    if (this.#line) this.#line.hangUp();
    else if (this.#leader) this.#leader.detach(this.#tab);
    else return queueMicrotask(() => this.#end(1006, ''));
    this.#timer = setTimeout(() => this.#end(1006, ''), PATIENCE);
  }

  /** Leaves the party at once, as if its connection had moved. */
  depart(): void {
    if (this.readyState >= CLOSING) return;
    this.#found();
    this.#line?.hangUp();
    this.#leader?.detach(this.#tab);
    this.#end(MOVED, '');
  }

  /** Comes to the party. */
  async #arrive(): Promise<void> {
    const { signal } = this.#stay;
    const own = ownName(this.#party, this.#id);
    // Held before anybody is told of it: who waits for its end has to find it.
    const life = await take(own);
    if (signal.aborted) return life.release();
    const mail = channel<ToTab>(own, (message) => this.#hear(message));
    const hall = channel<Call>(this.#party, (call) => 'lead' in call && this.#follow(call.lead));
    this.#hall = hall;
    signal.addEventListener('abort', () => {
      hall.close();
      mail.close();
      life.release();
    });
    if (this.readyState === CONNECTING) this.#seek();
  }

  /** Looks for the leader, or becomes it: once there is none, or where it does not answer. */
  #seek(): void {
    this.#search = new AbortController();
    this.#lead({ signal: this.#search.signal });
    this.#dial();
  }

  #dial(): void {
    this.#hall?.postMessage({ dial: this.#id, url: this.url } satisfies Call);
    clearTimeout(this.#timer);
    // A leader that does not answer is suspended, and does not know it.
    this.#timer = setTimeout(() => this.#lead({ steal: true }), 2 * PATIENCE);
  }

  /** Becomes the leader when the lock is there, if none has been found by then. */
  #lead(options: LockOptions): void {
    const { signal } = this.#search;
    let leader: Leader | undefined;
    const begin = (hold: Hold) => {
      if (signal.aborted) return hold.release();
      this.#found();
      try {
        leader = this.#leader = new Leader(this.#party, hold, this.#Socket, this.#tab, this.url, this.#speak);
      } catch {
        // The page may not connect there.
        hold.release();
        this.#end(1006, '');
      }
    };
    // Somebody who got no answer may take the lead away again.
    take(this.#party, options, () => leader?.end())
      .then(begin)
      .catch(() => signal.aborted || this.#end(1006, ''));
  }

  #found(): void {
    this.#search.abort();
    clearTimeout(this.#timer);
  }

  /** There is another leader: the one before may not know yet that it is none any more. */
  #follow(leader: string): void {
    if (!this.#search.signal.aborted) return this.#dial();
    if (this.#line && this.#line.leader !== leader) this.#lose(MOVED, '');
  }

  #hear(message: ToTab): void {
    if ('here' in message) return this.#find(message.from);
    if (!this.#line || message.from !== this.#line.leader) return;
    if ('text' in message) return this.#receive(message.text);
    if ('open' in message) return this.#open();
    if ('buffered' in message) return this.#line.answered(message.buffered);
    this.#lose(message.code, message.reason);
  }

  #find(leader: string): void {
    if (this.#search.signal.aborted) return;
    this.#found();
    this.#line = new Line(this.#party, leader, this.#id, () => this.#lose(MOVED, ''));
  }

  /** The connection has ended. One that has moved before it was open is looked for elsewhere. */
  #lose(code: number, reason: string): void {
    if (code !== MOVED || this.readyState !== CONNECTING) return this.#end(code, reason);
    this.#line?.end();
    this.#line = this.#leader = undefined;
    this.#seek();
  }

  #freeze(): void {
    this.#line?.hangUp();
    this.#end(1001, '');
  }

  #open(): void {
    if (this.readyState !== CONNECTING) return;
    this.readyState = OPEN;
    this.#tell(new Event('open'));
  }

  #receive(data: string): void {
    if (this.readyState < CLOSED) this.#tell(new MessageEvent('message', { data }));
  }

  #end(code: number, reason: string): void {
    if (this.readyState === CLOSED) return;
    this.readyState = CLOSED;
    clearTimeout(this.#timer);
    this.#line?.end();
    this.#stay.abort();
    if (code === 1006) this.#tell(new Event('error'));
    this.#tell(new CloseEvent('close', { code, reason, wasClean: code !== 1006 }));
  }

  #tell(event: Event): void {
    (this as any)[`on${event.type}`]?.(event);
    this.dispatchEvent(event);
  }
}
