import { Company, type Link, MOVED, type Tab } from '../company.js';
import { readFrame } from '../frames.js';
import type { Speaker } from '../speaker.js';
import { Calls } from './calls.js';
import { Documents } from './documents.js';
import { Handshake } from './handshake.js';
import { type Fits, Logins } from './logins.js';
import { type Message, nosub, type Subscriptions, tell } from './messages.js';
import { PRESENCE, Presence } from './presence.js';
import { Publications } from './publications.js';
import { Streams } from './streams.js';

/** A tab that is there. */
interface Visitor {
  /** It has been told that the session has begun, and is told everything from then on. */
  isIn: boolean;
}

/** What a relay is made for. */
export interface Session {
  link: Link;
  /** Whether the party is that of tabs without a login. */
  isForNobody: boolean;
  fits: Fits;
  /** Called once, when nothing is relayed any more. */
  over: () => void;
}

/**
 * Speaks DDP with the server for several tabs, and DDP with each of them as if it were the server.
 *
 * The tabs reconnect, subscribe and fill their gaps by themselves, as over connections of their own. What is EJSON in their
 * messages stays as it is.
 */
export class DdpRelay implements Speaker {
  #company: Company<Visitor>;
  #handshake: Handshake;
  #calls: Calls;
  #logins: Logins;
  #streams: Streams;
  #presence: Presence;
  #publications: Publications;
  #subscriptions: Subscriptions[];
  #documents = new Documents();
  #send: (message: Message) => void;
  #isOpen = false;

  constructor({ link, isForNobody, fits, over }: Session) {
    let count = 0;
    this.#send = (message) => link.send(JSON.stringify(message));
    const server = { send: this.#send, nextId: () => String(++count) };
    this.#company = new Company(link, '{"msg":"ping"}', over);
    this.#handshake = new Handshake(server, (tab, connected) => this.#admit(tab, connected));
    this.#calls = new Calls(server);
    this.#logins = new Logins(this.#calls, isForNobody, fits);
    this.#streams = new Streams(server);
    this.#presence = new Presence(server);
    this.#publications = new Publications(server);
    this.#subscriptions = [this.#streams, this.#presence, this.#publications];
  }

  attach(tab: Tab): void {
    this.#company.come(tab, { isIn: false });
    const open = () => this.#company.has(tab) && tab.open();
    // An open connection may be dead: the tab is told that it is there when the server has shown it.
    if (this.#handshake.isDone) this.#company.pulse.ask(open);
    else if (this.#isOpen) open();
  }

  detach(tab: Tab): void {
    if (!this.#company.leave(tab)) return;
    this.#handshake.leave(tab);
    this.#calls.leave(tab);
    for (const part of this.#subscriptions) part.leave(tab);
  }

  open(): void {
    this.#isOpen = true;
    for (const [tab] of this.#company) tab.open();
  }

  command(tab: Tab, text: string): void {
    const message = readFrame<Message>(text);
    const { msg, id, name = '' } = message;
    if (!this.#company.has(tab)) return;
    if (msg === 'connect') return this.#handshake.connect(tab, message) ? undefined : this.detach(tab);
    if (msg === 'ping') return this.#company.pulse.ask(() => this.#company.has(tab) && tell(tab, { ...message, msg: 'pong' }));
    if (msg === 'method') return this.#call(tab, message);
    if (msg === 'sub') return this.#partOf(name).subscribe(tab, message);
    if (msg !== 'unsub' || id === undefined) return;
    if (!this.#subscriptions.some((part) => part.unsubscribe(tab, id))) tell(tab, nosub(id));
  }

  receive(text: string): void {
    if (this.#company.isOver) return;
    const message = readFrame<Message>(text);
    const { msg, id = '', error, collection, subs = [] } = message;
    switch (msg) {
      case 'connected':
        return this.#handshake.connected(message);
      case 'failed':
        return this.#handshake.failed(message);
      case 'ping':
        return this.#send({ ...message, msg: 'pong' });
      case 'pong':
        return this.#company.pulse.beat();
      case 'result':
        return this.#calls.answered(message);
      case 'updated':
        return this.#calls.updated(message);
      case 'ready':
        for (const id of subs) this.#subscriptions.some((part) => part.ready(id));
        return;
      case 'nosub':
        return void this.#subscriptions.some((part) => part.ended(id, error));
      case 'error':
        return this.#offended(message, text);
    }
    if (collection === PRESENCE) return this.#presence.hear(message, text);
    if (collection?.startsWith('stream-')) return this.#streams.hear(message, text);
    if (collection === undefined) return;
    this.#documents.hear(message);
    this.#tellAll(text);
  }

  end(code: number, reason: string): void {
    this.#company.end(code, reason);
  }

  #admit(tab: Tab, connected: Message): void {
    const visitor = this.#company.get(tab);
    if (!visitor) return;
    visitor.isIn = true;
    tell(tab, connected);
    this.#documents.replay(tab);
  }

  #call(tab: Tab, message: Message): void {
    const { method } = message;
    if (method === 'login') return this.#logins.login(tab, message, () => this.#company.has(tab));
    this.#calls.call(tab, message, method === 'logout' ? ({ error }) => this.#loggedOut(tab, error) : undefined);
  }

  /** Nobody is logged in any more: who asked for that goes elsewhere, and the others find out that they have to log in. */
  #loggedOut(tab: Tab, error: unknown): void {
    if (error !== undefined) return;
    const hasOthers = [...this.#company].some(([other]) => other !== tab);
    if (hasOthers) this.#company.leave(tab, MOVED);
    this.#company.end(hasOthers ? 1000 : MOVED, '');
  }

  #partOf(name: string): Subscriptions {
    if (name === PRESENCE) return this.#presence;
    return name.startsWith('stream-') ? this.#streams : this.#publications;
  }

  /** The server does not understand something: a call of one tab, or what may be of any. A ping, it has heard. */
  #offended(message: Message, text: string): void {
    if (message.offendingMessage?.msg === 'ping') return this.#company.pulse.beat();
    if (!this.#calls.offended(message)) this.#tellAll(text);
  }

  #tellAll(text: string): void {
    for (const [tab, { isIn }] of this.#company) if (isIn) tab.receive(text);
  }
}
