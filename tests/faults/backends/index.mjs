// @ts-check
// What the scenarios ask of a server, whichever it is.

/**
 * @typedef {object} Setting
 * @property {number} heartbeat how long a connection may be silent, and then how long an answer may take, in milliseconds
 * @property {string} secret what signs the tokens
 * @property {number} [history] how many posts of a group are kept for those who were away, where that can be set
 */

/**
 * @typedef {object} Backend
 * @property {number} port where it listens, on loopback
 * @property {string} path of the WebSocket endpoint
 * @property {string} http base of the HTTP endpoints
 * @property {(user: string, lifetime?: number) => { accessToken: string, idToken: string, refreshToken: string }} tokens that are good
 *   now, for so many seconds
 * @property {() => Promise<void>} kill SIGKILL
 * @property {() => void} pause SIGSTOP: the process does nothing any more, and its connections stay
 * @property {() => void} resume
 * @property {(options?: { secret?: string }) => Promise<void>} start again at the same port; with another secret, all tokens
 *   given so far are worth nothing
 * @property {() => Promise<void>} stop in good order, as at a deployment
 * @property {(...groups: string[]) => Promise<Witness>} witness
 */

/**
 * A client in Node that is in some groups, directly at the server: nothing is wrong with its connection.
 * @typedef {object} Witness
 * @property {import('../../support/wait.mjs').Inbox<{ group: string, message: any }>} heard all that was posted, its own included
 * @property {(message: unknown, group: string) => Promise<void>} post resolves when the server has handed it on
 * @property {(message: unknown, user: string) => Promise<void>} whisper posts to one user; resolves when the server has handed it on
 * @property {() => void} close
 */

export { startGroupwire, startRocketChat } from './groupwire.mjs';
export { startSocketIo } from './socket.io.mjs';
