// Methods and streams by their names, as types: what `call`, `subscribe`, `write` and `methods` take and give.
//
// Names that the table does not have are allowed everywhere, and are untyped.

import type { IrregularHelpers } from './irregular.js';
import type { Methods } from './methods.js';
import type { Streams, StreamWrites } from './streams.js';

export type { Methods } from './methods.js';
export type { Streams, StreamWrites } from './streams.js';

/** Any string, in a place where an editor is to offer `Known`. */
type Or<Known extends string> = Known | (string & {});

/** The name of a method. */
export type MethodName = Or<keyof Methods>;

/** What a method takes. */
export type MethodParams<Name extends string> = Name extends keyof Methods ? Parameters<Methods[Name]> : any[];

/** What a method gives. */
export type MethodResult<Name extends string> = Name extends keyof Methods ? Awaited<ReturnType<Methods[Name]>> : any;

/**
 * The methods as functions: `rc.methods.sendMessage({ rid, msg })`. Where a method's name has characters that no
 * identifier has, the next letter is a capital one instead (`rooms/get`: `roomsGet`), and `2fa` is `twoFactor`. Methods that
 * the table does not have are there too, under the very name that they have.
 */
export interface MethodHelpers extends Methods, IrregularHelpers {
  [name: string]: (...params: any[]) => Promise<any>;
}

/** The name of a stream, without `stream-`. */
export type StreamName = Or<keyof Streams>;

/** The name of a stream that clients write to. */
export type WritableStreamName = Or<keyof StreamWrites>;

/** What a stream's keys look like, or any string. */
export type StreamKey<Stream extends string> = Or<Stream extends keyof Streams ? Key<keyof Streams[Stream] & string> : never>;

/** What a listener of an event is told. */
export type StreamArgs<Stream extends string, K extends string> = Parameters<StreamListener<Stream, K>>;

/** A listener of an event. */
export type StreamListener<Stream extends string, K extends string> = Stream extends keyof Streams ? Event<Streams[Stream], K> : Untyped;

/** What is written to a stream under a key. */
export type WriteArgs<Stream extends string, K extends string> = Stream extends keyof StreamWrites
  ? Parameters<Event<StreamWrites[Stream], K>>
  : any[];

type Untyped = (...args: any[]) => void;

/** The keys that fit a pattern such as `<rid>/user-activity`. */
type Key<Pattern extends string> = Pattern extends `${infer Before}<${string}>${infer After}` ? `${Before}${string}${Key<After>}` : Pattern;

/** The event of a stream that a key stands for: the one of that very key, otherwise those whose pattern it fits. */
type Event<Stream, K extends string> = K extends keyof Stream
  ? Listener<Stream[K]>
  : [Fitting<Stream, K>] extends [never]
    ? Untyped
    : Listener<Stream[Fitting<Stream, K>]>;

type Fitting<Stream, K extends string> = { [P in keyof Stream & string]: K extends Key<P> ? P : never }[keyof Stream & string];

type Listener<Of> = Of extends (...args: infer Args) => void ? (...args: Args) => void : Untyped;
