import { decode, encode } from '../../../src/js/ejson.js';
import { Emitter } from '../emitter.js';
import type { DataFrame } from './api.js';
import { placed } from './placed.js';

/** A document, with its id. Each change makes a new one. */
export interface Doc {
  readonly _id: string;
  readonly [field: string]: any;
}

/** What happened to a document. */
export interface Change {
  id: string;
  /** The document now; undefined where it was removed. */
  doc: Doc | undefined;
  /** What it was; undefined where it was added. */
  was: Doc | undefined;
}

/** What `Collection.on` tells, by type. */
export interface CollectionEvents {
  added: Change;
  changed: Change;
  removed: Change;
  /** It has another place in the order; the document is the same. */
  moved: Change;
}

/** The documents of a collection that the server has published to this client, in their order. */
export interface Collection {
  readonly name: string;
  readonly size: number;
  get(id: string): Doc | undefined;
  has(id: string): boolean;
  keys(): IterableIterator<string>;
  values(): IterableIterator<Doc>;
  entries(): IterableIterator<[string, Doc]>;
  [Symbol.iterator](): IterableIterator<[string, Doc]>;
  /** Has `listener` told; gives the function that ends it. An exception is reported and breaks nothing. */
  on<Type extends keyof CollectionEvents>(type: Type, listener: (change: CollectionEvents[Type]) => void): () => void;
}

class LiveCollection implements Collection {
  readonly name: string;
  #docs = new Map<string, Doc>();
  /** The documents of the connection before that this one has not published yet. */
  #stale = new Set<string>();
  #listeners = new Emitter<CollectionEvents>();

  constructor(name: string) {
    this.name = name;
  }

  get size(): number {
    return this.#docs.size;
  }

  get(id: string): Doc | undefined {
    return this.#docs.get(id);
  }

  has(id: string): boolean {
    return this.#docs.has(id);
  }

  keys(): IterableIterator<string> {
    return this.#docs.keys();
  }

  values(): IterableIterator<Doc> {
    return this.#docs.values();
  }

  entries(): IterableIterator<[string, Doc]> {
    return this.#docs.entries();
  }

  [Symbol.iterator](): IterableIterator<[string, Doc]> {
    return this.entries();
  }

  on<Type extends keyof CollectionEvents>(type: Type, listener: (change: CollectionEvents[Type]) => void): () => void {
    return this.#listeners.on(type, listener);
  }

  hear({ msg, id, fields = {}, cleared = [], before }: DataFrame): void {
    const was = this.#docs.get(id);
    this.#stale.delete(id);
    if (msg === 'removed') return this.#remove(id);
    if (msg === 'movedBefore') return was && this.#move(id, was, before);
    const base = msg === 'changed' ? was : undefined;
    const doc: Record<string, any> = { ...base, ...(decode(fields) as object), _id: id };
    for (const field of cleared) delete doc[field];
    this.#docs.set(id, doc as Doc);
    if (msg === 'addedBefore') this.#place(id, doc as Doc, before);
    if (!was) this.#tell('added', id, undefined);
    else if (msg === 'changed' || !isSame(was, doc)) this.#tell('changed', id, was);
  }

  /** The connection is lost: what it published may be true no more. */
  doubt(): void {
    this.#stale = new Set(this.#docs.keys());
  }

  /** All that is true has been published again. */
  settle(): void {
    for (const id of this.#stale) this.#remove(id);
    this.#stale.clear();
  }

  #remove(id: string): void {
    const was = this.#docs.get(id);
    if (this.#docs.delete(id)) this.#tell('removed', id, was);
  }

  #move(id: string, doc: Doc, before: string | null | undefined): void {
    this.#place(id, doc, before);
    this.#tell('moved', id, doc);
  }

  /** Puts a document before another one, or at the end. */
  #place(id: string, doc: Doc, before: string | null | undefined): void {
    this.#docs = placed(this.#docs, id, doc, before);
  }

  #tell(type: keyof CollectionEvents, id: string, was: Doc | undefined): void {
    this.#listeners.emit(type, { id, doc: this.#docs.get(id), was });
  }
}

/** The collections that the server has published documents of, by their names. */
export class Collections {
  #all = new Map<string, LiveCollection>();

  /** The names of those that there have been documents of, or that were asked for. */
  get names(): string[] {
    return [...this.#all.keys()];
  }

  /** The collection of this name: the same one each time. It is empty until something is published. */
  get(name: string): Collection {
    return this.#find(name);
  }

  /** @internal A frame has come. Streams look like collections, and are none. */
  hear(frame: DataFrame): void {
    if (!frame.collection.startsWith('stream-')) this.#find(frame.collection).hear(frame);
  }

  /** @internal The connection is lost. */
  doubt(): void {
    for (const collection of this.#all.values()) collection.doubt();
  }

  /** @internal Everything has been published again, or nothing will be. */
  settle(): void {
    for (const collection of this.#all.values()) collection.settle();
  }

  #find(name: string): LiveCollection {
    let collection = this.#all.get(name);
    if (!collection) this.#all.set(name, (collection = new LiveCollection(name)));
    return collection;
  }
}

const isSame = (one: object, other: object): boolean => JSON.stringify(encode(one)) === JSON.stringify(encode(other));
