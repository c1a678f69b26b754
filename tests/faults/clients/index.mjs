// @ts-check
// The clients that the scenarios are run with. Another one is a module beside these and a line below.

import { groupwire } from './groupwire.mjs';
import { skapiJs } from './skapi-js.mjs';
import { socketIo } from './socket.io.mjs';

/**
 * A client, made for the scenarios.
 * @typedef {object} Client
 * @property {string} name
 * @property {string} about how it is set up, in one sentence
 * @property {(setting: import('../backends/index.mjs').Setting) => Promise<import('../backends/index.mjs').Backend>} startBackend
 * @property {Partial<Record<Feature, string>>} lacks what it has no feature for, and in which words to say so
 * @property {Record<string, import('../../support/static.mjs').Resource>} files what its page loads, by path
 * @property {(page: import('playwright-core').Page, place: Place) => Promise<void>} [prepare] before the page is opened
 * @property {(page: import('playwright-core').Page, place: Place) => Promise<void>} install puts a `Driver` into the open page,
 *   as `window.driver`
 */

/**
 * What a scenario may need that not every client has.
 * - `many-groups`: being in several groups at once
 * - `fresh-token`: the page can give another token while the client lives
 * - `lasting-members`: a member of a group is one also after the server was started again
 * @typedef {'many-groups' | 'fresh-token' | 'lasting-members'} Feature
 */

/**
 * Where the client connects to, and as whom.
 * @typedef {object} Place
 * @property {string} wsUrl by way of the proxy
 * @property {string} httpUrl straight to the server
 * @property {string} user
 * @property {{ accessToken: string, idToken: string, refreshToken: string }} tokens
 * @property {Tempo} tempo
 */

/**
 * How patient the client is to be, where that can be set. All in milliseconds.
 * @typedef {object} Tempo
 * @property {number} heartbeat silence after which the connection is asked whether it lives, and the time to answer
 * @property {number} connectTimeout
 * @property {number} sendTimeout
 * @property {{ min: number, max: number } | undefined} backoff undefined: the client's own
 */

/**
 * What a client is in the page. The page has these globals for it:
 * - `tell(event)`, to be called from within the client's own callback; it throws where a scenario wants that
 * - `token`, the token that is good now
 * @typedef {object} Driver
 * @property {() => Promise<void>} connect resolves when messages can be sent; rejects when the first connection fails
 * @property {(...groups: string[]) => Promise<void>} join
 * @property {(group: string) => Promise<void>} leave
 * @property {(message: unknown, group: string) => Promise<{ settled: string }>} post resolves with what is known: `sent`, or
 *   `acknowledged`. Rejects with an error that says in `settled` what became of the post, where the client knows
 * @property {() => Promise<void>} close
 */

/**
 * What happens to a client.
 * - `online`: connected, once more or for the first time
 * - `offline`: the connection is gone, and it wants to come back
 * - `message`: a post to a group; to the user alone: the group `(private)`
 * - `gap`: there were posts that it will not get
 * - `closed`: it does not come back by itself
 * @typedef {{ type: 'online' | 'offline' | 'gap' } | { type: 'message', group: string, message: any }
 *   | { type: 'closed', why?: string }} ClientEvent
 */

/** @type {readonly Client[]} */
export const clients = [groupwire, skapiJs, socketIo];
