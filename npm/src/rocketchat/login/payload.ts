import { invalid } from '../../bounds.js';
import type { Login } from '../api.js';
import { sha256 } from './digest.js';

/**
 * The parameter of the method `login`.
 *
 * Sources: the documented logins by password, token and OAuth; the server's own handlers for the others.
 */
export async function payloadOf(login: Login): Promise<object> {
  if (!login || typeof login !== 'object') throw invalid('login', 'must be an object.');
  if ('user' in login) return { user: userOf(login.user), password: await passwordOf(login.password) };
  if ('resume' in login) return { resume: text(login.resume, 'login.resume') };
  if ('oauth' in login) return { oauth: login.oauth };
  if ('ldap' in login) {
    const { username, password, options = {} } = login.ldap;
    return { ldap: true, username, ldapPass: password, ldapOptions: options };
  }
  if ('saml' in login) return { saml: true, credentialToken: login.saml.credentialToken };
  if ('cas' in login) return { cas: { credentialToken: login.cas.credentialToken } };
  if ('totp' in login) return withCode(await payloadOf(login.totp.login), login.totp.code);
  if ('custom' in login) return login.custom;
  throw invalid('login', 'must be one of user and password, resume, oauth, ldap, saml, cas, totp, custom.');
}

/** A login together with its second factor. */
export const withCode = (payload: object, code: string): object => ({ totp: { login: payload, code } });

/** The username that a login names, where it does. */
export function usernameOf(login: Login | undefined): string | undefined {
  if (!login) return undefined;
  if ('totp' in login) return usernameOf(login.totp.login);
  if (!('user' in login)) return undefined;
  const user = userOf(login.user);
  return 'username' in user ? user.username : undefined;
}

function userOf(user: string | { username: string } | { email: string }): { username: string } | { email: string } {
  if (typeof user === 'string') return user.includes('@') ? { email: user } : { username: user };
  if (typeof user === 'object' && user && ('username' in user || 'email' in user)) return user;
  throw invalid('login.user', 'must be a name, an email address, { username } or { email }.');
}

async function passwordOf(password: string | { digest: string }): Promise<object> {
  const isDigest = password && typeof password === 'object';
  const digest = isDigest ? password.digest : await sha256(text(password, 'login.password'));
  return { digest, algorithm: 'sha-256' };
}

function text(value: unknown, name: string): string {
  if (typeof value !== 'string') throw invalid(name, 'must be a string.');
  return value;
}
