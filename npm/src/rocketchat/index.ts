/** The Rocket.Chat Realtime API: method calls, subscriptions, and everything that is made of them. */

export type * from './api.js';
export { RealtimeError } from '../error.js';
export type { RealtimeErrorCode, Settled } from '../error.js';
export { RocketChat } from './client.js';
export type { Change, Collection, CollectionEvents, Collections, Doc } from './collections.js';
export type { Typing, TypingListener } from './typing.js';
export type * from './table/index.js';
export type * from './types.js';
export type {
  CallOptions, ClosedReason, ConnectionEnd, RealtimeEvent, RealtimeState, TokenHint,
} from '../types.js';
