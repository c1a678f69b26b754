// @ts-check
// Users who log in with a password: the file that the server reads with --users.

import { execFileSync } from 'node:child_process';

/**
 * @typedef {object} User
 * @property {string} username
 * @property {string} name the name for people
 * @property {string} password
 * @property {string} id
 */

/**
 * Adds users to a file, which is made where it is not there, by the server's own command.
 * @param {string} server the server's binary
 * @param {string} file
 * @param {readonly User[]} users
 */
export function addUsers(server, file, users) {
  for (const { username, name, password, id } of users) {
    const args = ['add-user', username, '--users', file, '--id', id, '--name', name, '--password-stdin'];
    execFileSync(server, args, { input: password, stdio: ['pipe', 'ignore', 'inherit'] });
  }
}
