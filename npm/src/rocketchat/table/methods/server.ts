// The server: its settings, permissions, emoji, license; what administrators do.

import type { CustomEmoji, Permission, Setting } from '../../types/server.js';
import type { UserRoles } from '../../types/user.js';

/** Methods for the server itself. */
export interface ServerMethods {
  /**
   * Who may do what: everything, or what has changed since a moment.
   * @status documented
   * @rest OK GET permissions.listAll {updatedSince: since} → since ? {update: body.update, remove: body.remove} : body.update
   */
  'permissions/get'(): Promise<Permission[]>;
  'permissions/get'(since: Date): Promise<{ update: Permission[]; remove: Permission[] }>;
  'permissions/get'(since?: Date): Promise<Permission[] | { update: Permission[]; remove: Permission[] }>;
  /**
   * The settings that everybody may see: all, or what has changed since a moment. Needs no login.
   * @status documented
   * @rest PARTIAL GET settings.public {count: 0} → body.settings
   * @lacks it gives all of them, whenever they changed
   * @refuse since
   */
  'public-settings/get'(): Promise<Setting[]>;
  'public-settings/get'(since: Date): Promise<{ update: Setting[]; remove: Setting[] }>;
  'public-settings/get'(since?: Date): Promise<Setting[] | { update: Setting[]; remove: Setting[] }>;
  /**
   * The users whose roles everybody may see.
   * @status documented, removed in 8.0
   * @rest OK GET roles.getUsersInPublicRoles → body.users
   */
  getUserRoles(): Promise<UserRoles[]>;
  /**
   * The server's own emoji.
   * @status documented, to be removed by 7.0
   * @rest OK GET emoji-custom.list → body.emojis.update
   */
  listEmojiCustom(): Promise<CustomEmoji[]>;
  /**
   * Adds a login service.
   * @status documented
   * @rest none
   */
  addOAuthService(name: string): Promise<void>;
  /**
   * Removes a login service.
   * @status documented
   * @rest none
   */
  removeOAuthService(name: string): Promise<void>;
  /**
   * Reads the login services anew.
   * @status documented
   * @rest none
   */
  refreshOAuthService(): Promise<void>;
  /**
   * Restarts the server.
   * @status documented
   * @rest none
   */
  'restart_server'(): Promise<{ message: string; params: unknown[] }>;
  /**
   * Changes settings of the server together.
   * @status undocumented
   * @rest WRONG POST settings/:_id
   * @lacks it changes one setting alone
   * @instead `settings/:_id` over REST for each
   */
  saveSettings(settings: { _id: string; value: unknown }[]): Promise<boolean>;
  /**
   * Marks a banner as read by the user.
   * @status undocumented
   * @rest WRONG POST banners.dismiss
   * @lacks those are banners of another kind
   */
  'banner/dismiss'(banner: { id: string }): Promise<void>;
  /**
   * The parts of the license.
   * @status undocumented
   * @rest OK GET licenses.info → body.license.activeModules
   */
  'license:getModules'(): Promise<string[]>;
  /**
   * Whether the license has a part.
   * @status undocumented
   * @rest OK GET licenses.info → body.license.activeModules.includes(module)
   */
  'license:hasLicense'(module: string): Promise<boolean>;
  /**
   * Whether this is the server for enterprises.
   * @status undocumented
   * @rest OK GET licenses.isEnterprise → body.isEnterprise
   */
  'license:isEnterprise'(): Promise<boolean>;
  /**
   * The labels of the license.
   * @status undocumented
   * @rest OK GET licenses.info → body.license.tags ?? []
   */
  'license:getTags'(): Promise<{ name: string; color: string }[]>;
}
