// @ts-check
// Tokens that the server accepts.

import { createHmac } from 'node:crypto';

/** @param {object} value */
const part = (value) => Buffer.from(JSON.stringify(value)).toString('base64url');

/**
 * A JSON Web Token signed with HS256.
 * @param {object} claims
 * @param {string} secret
 */
export function signToken(claims, secret) {
  const text = `${part({ alg: 'HS256', typ: 'JWT' })}.${part(claims)}`;
  return `${text}.${createHmac('sha256', secret).update(text).digest('base64url')}`;
}

/**
 * The claims of a user whose token is valid from now for `lifetime` seconds.
 * @param {string} user
 * @param {object} [more] more claims
 * @param {number} [lifetime]
 */
export function claims(user, more = {}, lifetime = 86_400) {
  const now = Math.floor(Date.now() / 1000);
  return { sub: user, iat: now, exp: now + lifetime, ...more };
}
