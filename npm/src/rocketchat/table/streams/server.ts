// The streams of a server: what concerns everybody.

import type { CannedResponse } from '../../types/omnichannel.js';
import type { ClientAction } from '../../types/room.js';
import type {
  AppSetting, AppStatus, CustomEmoji, CustomSound, CustomUserStatus, DocumentChange, ImportProgress, Permission, RoleChange, RoleUpdate,
  Setting,
} from '../../types/server.js';
import type { AvatarChange, UserDeletion, UserStatus } from '../../types/user.js';

/**
 * What concerns everybody who is logged in.
 *
 * @read whoever is logged in; `private-settings-changed` needs a permission
 * @write nobody
 */
export interface NotifyLogged {
  /**
   * Somebody's presence is another one.
   * @status documented
   */
  'user-status'(status: UserStatus): void;
  /**
   * Somebody has another name.
   * @status documented
   */
  'Users:NameChanged'(user: { _id: string; name?: string; username?: string }): void;
  /**
   * Somebody's account is gone.
   * @status documented
   */
  'Users:Deleted'(deletion: UserDeletion): void;
  /**
   * A user or a room has another picture.
   * @status documented
   */
  'updateAvatar'(avatar: AvatarChange): void;
  /**
   * An emoji is new, or another one.
   * @status documented
   */
  'updateEmojiCustom'(change: { emojiData: CustomEmoji }): void;
  /**
   * An emoji is gone.
   * @status documented
   */
  'deleteEmojiCustom'(change: { emojiData: CustomEmoji }): void;
  /**
   * Somebody got a role, or lost one.
   * @status documented
   */
  'roles-change'(change: RoleChange): void;
  /**
   * What a role may do is something else.
   * @status undocumented
   */
  'permissions-changed'(action: ClientAction, permission: Permission): void;
  /**
   * A setting that only some may see is another one.
   * @status undocumented
   */
  'private-settings-changed'(action: ClientAction, setting: Setting): void;
  /**
   * A status to choose is new, or another one.
   * @status undocumented
   */
  'updateCustomUserStatus'(change: { userStatusData: CustomUserStatus }): void;
  /**
   * A status to choose is gone.
   * @status undocumented
   */
  'deleteCustomUserStatus'(change: { userStatusData: CustomUserStatus }): void;
  /**
   * There is a new banner.
   * @status undocumented
   */
  'new-banner'(banner: { bannerId: string }): void;
  /**
   * A banner is another one.
   * @status undocumented
   */
  'banner-changed'(banner: { bannerId: string }): void;
  /**
   * A priority of livechat rooms is another one.
   * @status undocumented
   */
  'omnichannel.priority-changed'(change: { id: string; clientAction: ClientAction; name?: string }): void;
  /**
   * The rules for access by attributes are others.
   * @status undocumented
   */
  'abac-config-changed'(): void;
}

/**
 * What concerns everybody, logged in or not.
 *
 * @read anybody
 * @write nobody
 */
export interface NotifyAll {
  /**
   * A public setting is another one.
   * @status documented
   */
  'public-settings-changed'(action: ClientAction, setting: Setting): void;
  /**
   * Public settings and sounds in one: the key of another event of this stream, and its arguments.
   * @status undocumented
   */
  'public-info'(event: [key: string, args: unknown[]]): void;
  /**
   * A sound is new, or another one.
   * @status undocumented
   */
  'updateCustomSound'(change: { soundData: CustomSound }): void;
  /**
   * A sound is gone.
   * @status undocumented
   */
  'deleteCustomSound'(change: { soundData: CustomSound }): void;
  /**
   * The license allows something else.
   * @status undocumented
   */
  'license'(license?: { preventedActions: Record<string, boolean> }): void;
  /**
   * Somebody got a role, or lost one.
   * @status documented, now on notify-logged
   */
  'roles-change'(change: RoleChange): void;
  /**
   * An emoji is new, or another one.
   * @status documented, now on notify-logged
   */
  'updateEmojiCustom'(change: { emojiData: CustomEmoji }): void;
  /**
   * An emoji is gone.
   * @status documented, now on notify-logged
   */
  'deleteEmojiCustom'(change: { emojiData: CustomEmoji }): void;
  /**
   * A user or a room has another picture.
   * @status documented, now on notify-logged
   */
  'updateAvatar'(avatar: AvatarChange): void;
  /**
   * What a role may do is something else.
   * @status documented, now on notify-logged
   */
  'permissions-changed'(action: ClientAction, permission: Permission): void;
}

/**
 * The roles that there are.
 *
 * @read whoever is logged in
 * @write nobody
 */
export interface Roles {
  /**
   * A role is new, gone or other than it was.
   * @status undocumented
   */
  'roles'(role: RoleUpdate): void;
}

/**
 * Texts that agents answer with.
 *
 * @read agents
 * @write nobody
 */
export interface CannedResponses {
  /**
   * A text is another one, or gone; where it is told, whom it concerns.
   * @status undocumented
   */
  'canned-responses'(
    change: ({ type: 'changed' } & CannedResponse) | { type: 'removed'; _id: string },
    whom?: { agentsId: string | string[] },
  ): void;
}

/**
 * What an integration has done.
 *
 * @read who may manage integrations
 * @write nobody
 */
export interface IntegrationHistory {
  /**
   * An entry of the history.
   * @status undocumented
   */
  '<integrationId>'(change: DocumentChange<Record<string, unknown>>): void;
}

/**
 * Imports.
 *
 * @read who may run imports
 * @write nobody
 */
export interface Importers {
  /**
   * How far an import is.
   * @status undocumented
   */
  'progress'(progress: ImportProgress): void;
}

/**
 * Apps of the server.
 *
 * @read whoever is logged in
 * @write nobody
 */
export interface Apps {
  /**
   * All events of this stream in one: the key of another one, and its arguments.
   * @status undocumented
   */
  'apps'(event: [key: string, args: unknown[]]): void;
  /**
   * An app was installed.
   * @status undocumented
   */
  'app/added'(appId: string): void;
  /**
   * An app is gone.
   * @status undocumented
   */
  'app/removed'(appId: string): void;
  /**
   * An app is another version.
   * @status undocumented
   */
  'app/updated'(appId: string): void;
  /**
   * An app was turned on or off, or failed.
   * @status undocumented
   */
  'app/statusUpdate'(change: AppStatus): void;
  /**
   * A setting of an app is another one.
   * @status undocumented
   */
  'app/settingUpdated'(change: AppSetting): void;
  /**
   * A slash command of an app is there.
   * @status undocumented
   */
  'command/added'(command: string): void;
  /**
   * A slash command is not to be used for now.
   * @status undocumented
   */
  'command/disabled'(command: string): void;
  /**
   * A slash command is another one.
   * @status undocumented
   */
  'command/updated'(command: string): void;
  /**
   * A slash command is gone.
   * @status undocumented
   */
  'command/removed'(command: string): void;
  /**
   * The buttons of apps are others.
   * @status undocumented
   */
  'actions/changed'(): void;
}

/**
 * What the server prints.
 *
 * @read who may view logs
 * @write nobody
 */
export interface Stdout {
  /**
   * A line of the log.
   * @status undocumented, removed in 8.0
   */
  'stdout'(line: { id: string; string: string; ts: Date; time?: number }): void;
}

/**
 * What a server tells itself.
 *
 * @read nobody
 * @write nobody
 */
export interface Local {
  /**
   * Events between parts of the server.
   * @status undocumented
   */
  '<event>'(...args: unknown[]): void;
}
