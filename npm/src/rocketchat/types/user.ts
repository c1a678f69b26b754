// Users, as the server tells of them.

/** A user, as messages, rooms and subscriptions name them. */
export interface UserRef {
  _id: string;
  username?: string;
  /** The real name. */
  name?: string;
  [field: string]: unknown;
}

/** A user, in the parts that the server shows to whoever asks. */
export interface User extends UserRef {
  type?: string;
  status?: PresenceName;
  statusText?: string;
  statusDefault?: PresenceName;
  emails?: { address: string; verified?: boolean }[];
  roles?: string[];
  active?: boolean;
  nickname?: string;
  bio?: string;
  avatarETag?: string;
  avatarOrigin?: string;
  utcOffset?: number;
  settings?: Record<string, unknown>;
  customFields?: Record<string, unknown>;
  createdAt?: Date;
  lastLogin?: Date;
  _updatedAt?: Date;
}

/** How present somebody is, as methods take it and documents carry it. */
export type PresenceName = 'online' | 'away' | 'busy' | 'offline';

/** How present somebody is, as the presence events carry it: 0 offline, 1 online, 2 away, 3 busy. */
export type PresenceCode = 0 | 1 | 2 | 3;

/** What `user-presence` tells of a user. */
export type Presence = [
  username: string,
  status: PresenceCode,
  statusText?: string,
  /** What has set the status, for example a call or a calendar. */
  statusSource?: string,
  /** When the status ends by itself. */
  statusExpiresAt?: Date,
];

/** What `notify-logged/user-status` tells of a user. Old servers end after the status, or after its text. */
export type UserStatus = [
  uid: string,
  username: string,
  status: PresenceCode,
  statusText?: string,
  name?: string,
  roles?: string[],
  statusSource?: string,
  statusExpiresAt?: Date,
];

/** Who has which roles. */
export interface UserRoles {
  _id: string;
  username: string;
  roles: string[];
}

/** What happened to the document of the user who is logged in. */
export type UserDataChange =
  | { type: 'inserted'; id: string; data: User }
  /** `diff` has the fields that are new, by their paths; `unset` those that are gone. */
  | { type: 'updated'; id: string; diff: Record<string, unknown>; unset: Record<string, unknown> }
  | { type: 'removed'; id: string };

/** A user's account is gone: their messages too (`Delete`), or left to somebody else (`Unlink`). */
export type UserDeletion =
  | { userId: string; messageErasureType: 'Delete' }
  | { userId: string; messageErasureType: 'Unlink'; replaceByUser?: { _id: string; username?: string; alias?: string } };

/** A new picture: of a user, or of a room. The etag is part of the picture's address. */
export type AvatarChange = { username: string; etag?: string } | { rid: string; etag?: string };

/** The keys of a user for encrypted rooms; both are JSON text. */
export interface E2EKeys {
  public_key: string;
  private_key: string;
}

/** A login that the server has accepted. */
export interface MethodLoginResult {
  id: string;
  token: string;
  /** Missing where the token never ends. */
  tokenExpires?: Date;
  /** `password`, `resume`, … */
  type?: string;
  [field: string]: unknown;
}

/** The parameter of `login`: one of the server's login services. */
export type LoginParameter =
  | { user: { username: string } | { email: string }; password: PasswordDigest }
  | { resume: string }
  | { oauth: { credentialToken: string; credentialSecret: string } }
  | { ldap: true; username: string; ldapPass: string; ldapOptions: object }
  | { saml: true; credentialToken: string }
  | { cas: { credentialToken: string } }
  | { totp: { login: LoginParameter; code: string } }
  | { [service: string]: unknown };

/** A password as the server wants it: the lower-case hex digits of its SHA-256. */
export interface PasswordDigest {
  digest: string;
  algorithm: 'sha-256';
}

/** An account to be made. */
export interface Registration {
  email: string;
  pass: string;
  name: string;
  secretURL?: string;
  reason?: string;
  /** Custom fields that the server asks for, by their names. */
  [field: string]: unknown;
}

/** How a second factor is given along with a method call. Servers before 3.0 do not know it. */
export interface TwoFactorCode {
  twoFactorCode: string;
  twoFactorMethod: string;
}
