/** The Rocket.Chat Realtime API: method calls, subscriptions, and everything that is made of them. */

export type * from './api.js';
export { RealtimeError } from '../error.js';
export type { RealtimeErrorCode, Settled } from '../error.js';
export { RocketChat } from './client.js';
export type { Change, Collection, CollectionEvents, Collections, Doc } from './collections.js';
export type { Inbox, InboxListener } from './rooms/inbox.js';
export type { Told } from './rooms/ledger.js';
export type { MessageChange } from './rooms/message.js';
export type { People } from './rooms/people.js';
export type {
  Members, MemberOptions, OpenOptions, RoomEvents, RoomHandle, RoomHistoryOptions, RoomMessage,
} from './rooms/room.js';
export type { Rooms } from './rooms/rooms.js';
export type { RoomRecovery } from './rooms/watch.js';
export type { Typing, TypingListener } from './typing.js';
export type * from './table/index.js';
export type * from './types.js';
export type {
  CallOptions, ClosedReason, ConnectionEnd, RealtimeEvent, RealtimeState, TokenHint,
} from '../types.js';
