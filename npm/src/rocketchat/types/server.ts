// What a server tells of itself: settings, permissions, roles, custom emoji, apps, jobs.

import type { ClientAction } from './room.js';

/** A setting of the server. */
export interface Setting {
  _id: string;
  value?: unknown;
  type?: string;
  public?: boolean;
  enterprise?: boolean;
  _updatedAt?: Date;
  [field: string]: unknown;
}

/** Which roles may do something. */
export interface Permission {
  _id: string;
  roles: string[];
  level?: string;
  _updatedAt?: Date;
  [field: string]: unknown;
}

/** A role, in the whole server (`Users`) or in a room (`Subscriptions`). */
export interface Role {
  _id: string;
  name: string;
  scope?: 'Users' | 'Subscriptions';
  description?: string;
  mandatory2fa?: boolean;
  protected?: boolean;
  [field: string]: unknown;
}

/** Somebody got a role, or lost it. */
export interface RoleChange {
  type: 'added' | 'removed' | 'changed';
  /** The role. */
  _id: string;
  u?: { _id: string; username?: string; name?: string };
  /** The room, for roles in rooms. */
  scope?: string;
  [field: string]: unknown;
}

/** A role is new, gone or other than it was. */
export type RoleUpdate = Role & { type: ClientAction };

/** An emoji of the server. Its picture is at `/emoji-custom/<name, encoded>.<extension>`. */
export interface CustomEmoji {
  _id: string;
  name: string;
  aliases: string[];
  extension: string;
  _updatedAt?: Date;
  [field: string]: unknown;
}

/** A status that the server offers. */
export interface CustomUserStatus {
  _id: string;
  name: string;
  statusType: string;
  _updatedAt?: Date;
  [field: string]: unknown;
}

/** A sound of the server. */
export interface CustomSound {
  _id: string;
  name: string;
  extension: string;
  [field: string]: unknown;
}

/** How far an import is. */
export type ImportProgress = { rate: number } | { key: string; name: string; step: string; count: { completed: number; total: number }; [field: string]: unknown };

/** A document that is new, other than it was, or gone. */
export type DocumentChange<T> =
  | { type: 'inserted'; data: T; id?: string }
  | { type: 'updated'; id: string; diff: Record<string, unknown> }
  | { type: 'removed'; id: string };

/** An installed app: what it is called, and how it is. */
export interface AppStatus {
  appId: string;
  status: string;
}

/** A setting of an app that has changed. */
export interface AppSetting {
  appId: string;
  setting: { id: string; value?: unknown; [field: string]: unknown };
}

/** A text command, as it is typed after a slash. */
export interface SlashCommandCall {
  cmd: string;
  params: string;
  msg: { rid: string; tmid?: string; _id?: string; msg?: string; [field: string]: unknown };
  triggerId?: string;
}

/** What a slash command offers to choose from. */
export interface SlashCommandPreviews {
  i18nTitle: string;
  items: { id: string; type: string; value: string }[];
  [field: string]: unknown;
}

/** A language that messages can be translated to. */
export interface TranslationLanguage {
  language: string;
  name: string;
}
