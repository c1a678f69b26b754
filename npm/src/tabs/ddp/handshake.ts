import type { Tab } from '../company.js';
import { type Message, type Server, tell } from './messages.js';

/** The session at the server: begun by the first tab, and the session of those that come later, too. */
export class Handshake {
  #server: Server;
  #admit: (tab: Tab, connected: Message) => void;
  #version: string | undefined;
  #connected: Message | undefined;
  #waiting = new Set<Tab>();

  /** @param admit called for each tab that is to be told of the session */
  constructor(server: Server, admit: (tab: Tab, connected: Message) => void) {
    this.#server = server;
    this.#admit = admit;
  }

  /** Whether the session has begun. */
  get isDone(): boolean {
    return this.#connected !== undefined;
  }

  /** A tab begins; gives whether it may, with the version that it wants. One that may not is told which it can have. */
  connect(tab: Tab, message: Message): boolean {
    const version = this.#version;
    if (version !== undefined && message.version !== version) {
      tell(tab, { msg: 'failed', version });
      return false;
    }
    if (this.#connected) this.#admit(tab, this.#connected);
    else this.#waiting.add(tab);
    if (version === undefined) this.#server.send(message);
    this.#version = message.version;
    return true;
  }

  connected(message: Message): void {
    this.#connected = message;
    for (const tab of this.#waiting) this.#admit(tab, message);
    this.#waiting.clear();
  }

  /** The server speaks another version. It closes the connection. */
  failed(message: Message): void {
    for (const tab of this.#waiting) tell(tab, message);
  }

  leave(tab: Tab): void {
    this.#waiting.delete(tab);
  }
}
