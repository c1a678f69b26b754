import type { Tab } from '../company.js';
import { type Message, type Server, tell } from './messages.js';

/** A call that the server has not answered, or whose writes it has not told of. */
interface Call {
  /** Undefined when it is gone. */
  tab: Tab | undefined;
  /** The id that the tab has given it. */
  id: string;
  isAnswered: boolean;
  isUpdated: boolean;
  /** Called with the answer when the tab has been told. */
  then: ((answer: Message) => void) | undefined;
}

/** The calls of methods, under ids that no two tabs have. */
export class Calls {
  #server: Server;
  #calls = new Map<string, Call>();

  constructor(server: Server) {
    this.#server = server;
  }

  call(tab: Tab, message: Message, then?: (answer: Message) => void): void {
    const id = this.#server.nextId();
    this.#calls.set(id, { tab, id: message.id ?? '', isAnswered: false, isUpdated: false, then });
    this.#server.send({ ...message, id });
  }

  answered(message: Message): void {
    const { id = '' } = message;
    const call = this.#calls.get(id);
    if (!call) return;
    call.isAnswered = true;
    this.#settle(id, call);
    if (call.tab) tell(call.tab, { ...message, id: call.id });
    call.then?.(message);
  }

  updated({ methods = [] }: Message): void {
    for (const id of methods) {
      const call = this.#calls.get(id);
      if (!call) continue;
      call.isUpdated = true;
      this.#settle(id, call);
      if (call.tab) tell(call.tab, { msg: 'updated', methods: [call.id] });
    }
  }

  /** The server does not understand a message. Gives whether it was a call, whose tab has been told then. */
  offended(message: Message): boolean {
    const { offendingMessage } = message;
    const call = offendingMessage?.msg === 'method' ? this.#calls.get(offendingMessage.id ?? '') : undefined;
    if (call?.tab) tell(call.tab, { ...message, offendingMessage: { ...offendingMessage, id: call.id } });
    return call !== undefined;
  }

  /** A tab is gone: nobody hears of its calls, unless the relay itself does. */
  leave(tab: Tab): void {
    for (const [id, call] of this.#calls) {
      if (call.tab !== tab) continue;
      call.tab = undefined;
      if (!call.then) this.#calls.delete(id);
    }
  }

  /** The two answers come in either order. */
  #settle(id: string, { isAnswered, isUpdated }: Call): void {
    if (isAnswered && isUpdated) this.#calls.delete(id);
  }
}
