// Logins, accounts, second factors, presence, preferences.

import type { Setting } from '../../types/server.js';
import type { LoginParameter, MethodLoginResult, PresenceName, Registration } from '../../types/user.js';

/** Methods for logins, accounts, second factors, presence and preferences. */
export interface AccountMethods {
  /**
   * Logs the connection in. `RocketChat.login` builds the parameter, and remembers what it takes to log in again.
   * @status documented
   * @rest WRONG POST login
   * @lacks it logs nobody in on this connection
   * @instead `login` with `{ resume }` and the token that the REST call gives
   */
  login(login: LoginParameter): Promise<MethodLoginResult>;
  /**
   * Logs the connection out, and ends its token. Some servers close the connection then.
   * @status documented
   * @rest WRONG POST logout
   * @lacks it ends the token and leaves the connection as it is
   * @instead `close`
   */
  logout(): Promise<void>;
  /**
   * Makes an account, and gives its id.
   * @status documented
   * @rest PARTIAL POST users.register {...registration} → body.user._id
   * @lacks it needs a `username`
   * @refuse !registration.username
   */
  registerUser(registration: Registration): Promise<string>;
  /**
   * Sends a code for the second factor by email, and gives the addresses.
   * @status documented
   * @rest PARTIAL POST users.2fa.sendEmailCode {emailOrUsername} → body.emails ?? []
   * @lacks newer servers do not say which addresses
   */
  sendEmailCode(emailOrUsername: string): Promise<string[]>;
  /**
   * Has codes sent by email from now on.
   * @status documented
   * @rest OK POST users.2fa.enableEmail → true
   */
  '2fa:enable-email'(): Promise<boolean>;
  /**
   * Has no codes sent by email any more.
   * @status documented
   * @rest OK POST users.2fa.disableEmail → true
   */
  '2fa:disable-email'(): Promise<boolean>;
  /**
   * Calls another method with the code of a second factor. `RocketChat.call` does this by itself with the option `twoFactor`.
   * @status documented
   * @rest none
   * @instead the option `twoFactor`
   */
  callWithTwoFactorRequired(call: {
    code: string;
    ddpMethod: string;
    method: 'email' | 'totp' | 'password' | (string & {});
    params: unknown[];
  }): Promise<unknown>;
  /**
   * Whether nobody has a username yet.
   * @status documented, to be removed by 7.0
   * @rest OK GET users.checkUsernameAvailability {username} → body.result
   */
  checkUsernameAvailability(username: string): Promise<boolean>;
  /**
   * Gives the user who is logged in another password.
   * @status documented
   * @rest WRONG POST users.updateOwnBasicInfo
   * @lacks it wants the current password too, or a second factor
   * @instead `users.updateOwnBasicInfo` over REST, with both passwords
   */
  setUserPassword(password: string): Promise<boolean>;
  /**
   * Sets the presence that the user has unless something else says otherwise.
   * @status documented
   * @rest OK POST users.setStatus {status} → true
   */
  'UserPresence:setDefaultStatus'(status: PresenceName): Promise<boolean>;
  /**
   * Says that there is somebody at this connection.
   * @status documented
   * @rest none
   */
  'UserPresence:online'(): Promise<boolean>;
  /**
   * Says that nobody is at this connection for now.
   * @status documented
   * @rest none
   */
  'UserPresence:away'(): Promise<boolean>;
  /**
   * Sets the user's presence, and the text with it.
   * @status undocumented
   * @rest OK POST users.setStatus {status, message: text} → true
   */
  setUserStatus(status?: PresenceName, text?: string): Promise<unknown>;
  /**
   * The text of a user's presence.
   * @status undocumented
   * @rest OK GET users.getStatus {userId} → body.message
   */
  getUserStatusText(userId: string): Promise<string | undefined>;
  /**
   * Has a user's messages hidden in a room, or shown again.
   * @status undocumented
   * @rest OK GET chat.ignoreUser {rid: who.rid, userId: who.userid, ignore: who.ignore ?? true} → true
   */
  ignoreUser(who: { rid: string; userid: string; ignore?: boolean }): Promise<unknown>;
  /**
   * Keeps the other user of a direct conversation from writing.
   * @status undocumented
   * @rest OK POST im.blockUser {roomId: who.rid, block: true} → true
   */
  blockUser(who: { rid: string; blocked: string }): Promise<boolean>;
  /**
   * Lets the other user of a direct conversation write again.
   * @status undocumented
   * @rest OK POST im.blockUser {roomId: who.rid, block: false} → true
   */
  unblockUser(who: { rid: string; blocked: string }): Promise<boolean>;
  /**
   * Changes preferences of the user who is logged in.
   * @status undocumented
   * @rest OK POST users.setPreferences {data: preferences} → true
   */
  saveUserPreferences(preferences: Record<string, unknown>): Promise<boolean>;
  /**
   * Says how many hours the user's clock is ahead of UTC.
   * @status undocumented
   * @rest none
   */
  userSetUtcOffset(hours: number): Promise<void>;
  /**
   * Tells the server's hooks that a user is about to log out. Takes the user's document.
   * @status undocumented
   * @rest none
   */
  logoutCleanUp(user: Record<string, unknown>): Promise<void>;
  /**
   * Makes a personal access token, and gives it this one time.
   * @status undocumented
   * @rest OK POST users.generatePersonalAccessToken {...token} → body.token
   */
  'personalAccessTokens:generateToken'(token: { tokenName: string; bypassTwoFactor?: boolean }): Promise<string>;
  /**
   * Makes a personal access token anew: the old one ends.
   * @status undocumented
   * @rest OK POST users.regeneratePersonalAccessToken {...token} → body.token
   */
  'personalAccessTokens:regenerateToken'(token: { tokenName: string }): Promise<string>;
  /**
   * Ends a personal access token.
   * @status undocumented
   * @rest OK POST users.removePersonalAccessToken {...token} → nothing
   */
  'personalAccessTokens:removeToken'(token: { tokenName: string }): Promise<void>;
  /**
   * Begins to set up codes of an app as the second factor, and gives what the app needs.
   * @status undocumented
   * @rest WRONG POST users.2fa.enableEmail
   * @lacks it turns on codes by email instead
   */
  '2fa:enable'(): Promise<{ secret: string; url: string }>;
  /**
   * Ends the codes of an app, given one of them. Tells whether it was right.
   * @status undocumented
   * @rest WRONG POST users.2fa.sendEmailCode
   * @lacks it sends a code by email instead
   */
  '2fa:disable'(code: string): Promise<boolean>;
  /**
   * Ends the setting up of an app's codes, given the first of them. Gives the codes for emergencies.
   * @status undocumented
   * @rest none
   */
  '2fa:validateTempToken'(code: string): Promise<{ codes: string[] }>;
  /**
   * How many codes for emergencies are left.
   * @status undocumented
   * @rest none
   */
  '2fa:checkCodesRemaining'(): Promise<{ remaining: number }>;
  /**
   * Makes new codes for emergencies.
   * @status undocumented
   * @rest none
   */
  '2fa:regenerateCodes'(code: string): Promise<{ codes: string[] }>;
  /**
   * Settings that not everybody may see: all, or what has changed since a moment.
   * @status undocumented
   * @rest PARTIAL GET settings {count: 0} → body.settings
   * @lacks it gives all of them, whenever they changed
   * @refuse since
   */
  'private-settings/get'(): Promise<Setting[]>;
  'private-settings/get'(since: Date): Promise<{ update: Setting[]; remove: Setting[] }>;
  'private-settings/get'(since?: Date): Promise<Setting[] | { update: Setting[]; remove: Setting[] }>;
}
