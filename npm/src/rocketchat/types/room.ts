// Rooms, and what a user has to do with them.

import type { Message } from './message.js';
import type { UserRef } from './user.js';

/** `c` channel, `p` private group, `d` direct messages, `l` livechat, `v` voice over IP. */
export type RoomType = 'c' | 'p' | 'd' | 'l' | 'v' | (string & {});

/** What became of a document. */
export type ClientAction = 'inserted' | 'updated' | 'removed' | 'changed';

/** A room. Source: the room schema of the published documentation. */
export interface Room {
  _id: string;
  t: RoomType;
  /** The name in addresses; `fname` is the one to show. Direct messages have none. */
  name?: string;
  fname?: string;
  /** Who made it. */
  u?: UserRef;
  topic?: string;
  description?: string;
  announcement?: string;
  /** How many messages there are. */
  msgs?: number;
  usersCount?: number;
  /** Of direct messages: who takes part. */
  usernames?: string[];
  uids?: string[];
  /** Whether only some may write. */
  ro?: boolean;
  sysMes?: boolean | string[];
  default?: boolean;
  ts?: Date;
  /** When the last message was. */
  lm?: Date;
  lastMessage?: Message;
  muted?: string[];
  unmuted?: string[];
  archived?: boolean;
  broadcast?: boolean;
  encrypted?: boolean;
  federated?: boolean;
  joinCodeRequired?: boolean;
  teamId?: string;
  teamMain?: boolean;
  /** The room that a discussion belongs to. */
  prid?: string;
  avatarETag?: string;
  customFields?: Record<string, unknown>;
  _updatedAt?: Date;
  [field: string]: unknown;
}

/** What a user has to do with a room: its unread messages, its settings, its place in the list. */
export interface RoomSubscription {
  _id: string;
  rid: string;
  u: UserRef;
  t: RoomType;
  name?: string;
  fname?: string;
  open: boolean;
  alert?: boolean;
  unread: number;
  userMentions?: number;
  groupMentions?: number;
  /** Threads with unread messages: all, those that mention the user, those that mention everybody. */
  tunread?: string[];
  tunreadUser?: string[];
  tunreadGroup?: string[];
  /** Whether it is a favorite. */
  f?: boolean;
  roles?: string[];
  /** When the user joined, saw the room last, and answered in it last. */
  ts?: Date;
  ls?: Date;
  lr?: Date;
  prid?: string;
  archived?: boolean;
  blocked?: boolean;
  blocker?: boolean;
  ignored?: string[];
  muteGroupMentions?: boolean;
  hideUnreadStatus?: boolean;
  disableNotifications?: boolean;
  emailNotifications?: string;
  desktopPrefOrigin?: string;
  mobilePrefOrigin?: string;
  E2EKey?: string;
  customFields?: Record<string, unknown>;
  _updatedAt?: Date;
  [field: string]: unknown;
}

/** What is left of a document that was removed. */
export interface Removed {
  _id: string;
  _deletedAt: Date;
  [field: string]: unknown;
}

/** What has changed since a moment. */
export interface Changes<T> {
  update: T[];
  remove: Removed[];
}

/** A subscription that is gone. */
export interface RemovedSubscription {
  _id: string;
  u?: UserRef;
  rid?: string;
  t?: RoomType;
  [field: string]: unknown;
}

/** The roles of a user in a room. */
export interface RoomRoles {
  _id: string;
  rid: string;
  u: UserRef;
  roles: string[];
  [field: string]: unknown;
}

/** A room that was made or found. */
export interface CreatedRoom {
  rid: string;
  t?: RoomType;
  name?: string;
  [field: string]: unknown;
}

/** The direct messages of these users, as they are made. */
export interface DirectRoom {
  t: 'd';
  rid: string;
  usernames: string[];
  [field: string]: unknown;
}

/** A user of a room, by their name in it. */
export interface RoomUser {
  rid: string;
  username: string;
}

/** Who is in a room. */
export interface RoomMembers {
  total: number;
  records: RoomMember[];
}

/** A user of a room, and how present they are. */
export interface RoomMember extends UserRef {
  status?: string;
}

/** What `roomSettings` calls a setting, and what it holds. */
export interface RoomSettings {
  roomName: string;
  roomTopic: string;
  roomDescription: string;
  roomAnnouncement: string;
  roomType: 'c' | 'p';
  readOnly: boolean;
  systemMessages: boolean | string[];
  default: boolean;
  joinCode: string;
}

/** A discussion to be made. */
export interface NewDiscussion {
  /** The room that it belongs to. */
  prid: string;
  /** The message that it is about. */
  pmid?: string;
  t_name: string;
  reply?: string;
  users?: string[];
  encrypted?: boolean;
}

/** What `spotlight` looks for. */
export interface SpotlightKinds {
  users?: boolean;
  rooms?: boolean;
  mentions?: boolean;
}

/** What a quick search has found. */
export interface SpotlightResult {
  users: UserRef[];
  rooms: Room[];
}

/** How a directory is searched. */
export interface DirectoryQuery {
  page?: number;
  offset?: number;
  limit?: number;
  type?: 'channels' | 'users' | 'teams';
  text?: string;
  workspace?: string;
  sortBy?: string;
  sortDirection?: 'asc' | 'desc';
}

/** One page of a directory, and how many there are on all of them. */
export interface DirectoryResult {
  total: number;
  results: Record<string, unknown>[];
}

/** Encrypted rooms: users whose key of the room is missing. */
export interface UsersWithoutKey {
  users: { _id: string; e2e: { public_key: string } }[];
}
