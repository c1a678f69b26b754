import { placed } from '../../rocketchat/placed.js';
import type { Tab } from '../company.js';
import { type Message, tell } from './messages.js';

type Fields = Record<string, unknown>;

/** The documents that the server has published over the connection, for tabs that come later: it sends each of them once. */
export class Documents {
  #collections = new Map<string, Map<string, Fields>>();

  hear({ msg, collection = '', id = '', fields, cleared = [], before }: Message): void {
    const all = this.#collections.get(collection) ?? new Map<string, Fields>();
    const was = all.get(id);
    if (msg === 'removed') return void all.delete(id);
    const doc = { ...(msg === 'added' || msg === 'addedBefore' ? {} : was), ...fields };
    for (const field of cleared) delete doc[field];
    if (msg === 'addedBefore' || msg === 'movedBefore') this.#collections.set(collection, placed(all, id, doc, before));
    else this.#collections.set(collection, all.set(id, doc));
  }

  /** Tells a tab what it would know by now if it had been there from the beginning. */
  replay(tab: Tab): void {
    for (const [collection, all] of this.#collections) {
      for (const [id, fields] of all) tell(tab, { msg: 'added', collection, id, fields });
    }
  }
}
