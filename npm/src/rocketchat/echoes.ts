import type { DataFrame } from './api.js';

/** Looks out for messages on their way back: proof that they have arrived, whatever becomes of the answer. */
export class Echoes {
  /** The messages that are looked out for, by id; raw, once they have come. */
  #messages = new Map<string, object | undefined>();

  /** Looks out for a message until `forget`. */
  expect(id: string): void {
    this.#messages.set(id, undefined);
  }

  /** The message as the server has it, still EJSON, if it has come. */
  find(id: string): object | undefined {
    return this.#messages.get(id);
  }

  forget(id: string): void {
    this.#messages.delete(id);
  }

  hear({ collection, fields }: DataFrame): void {
    if (!this.#messages.size || collection !== 'stream-room-messages') return;
    const [message] = fields?.args ?? [];
    if (this.#messages.has(message?._id)) this.#messages.set(message._id, message);
  }
}
