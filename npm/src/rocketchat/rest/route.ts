import type { Methods } from '../table/index.js';
import type { Ask } from './ask.js';

/** What a server offers over REST in place of a method. */
export interface Route<Params extends unknown[] = any[], Result = unknown> {
  /**
   * How well it takes the method's place: wholly, in part, not at all although it looks so. `none`: there is nothing.
   * Source: the review of replacements among the server's own documents, for the methods that it has.
   */
  verdict: 'OK' | 'PARTIAL' | 'WRONG' | 'none';
  /** In which version the server lost the method, or was to lose it. Default: 9.0, which removed most. */
  gone?: string;
  http?: 'GET' | 'POST';
  /** What comes after `api/v1/`. In `<channels|groups>` one is chosen by the type of the room `roomId`. */
  path?: string | ((...params: Params) => string);
  /** What is not as with the method, of a `PARTIAL` or `WRONG` one. */
  lacks?: string;
  /** What a page may do instead, where there is no substitute. */
  instead?: string;
  /** Whether these parameters need what is lacking. */
  refuse?: (...params: Params) => unknown;
  /** The fields of the query (GET) or of the body (POST). */
  request?: (...params: Params) => object;
  /** What the method would give. Default: nothing. */
  result?: (body: any, ...params: Params) => Result;
  /** Does all of it, where one request is not enough. */
  by?: (ask: Ask, ...params: Params) => Promise<Result>;
}

/** A route for each method of the table. */
export type Routes = { readonly [Name in keyof Methods]: Route<Parameters<Methods[Name]>, Awaited<ReturnType<Methods[Name]>>> };
