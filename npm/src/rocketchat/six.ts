/** What the facade loads for the protocol `rocketchat`: the six functions over a client of the Realtime API. */

import type { RealtimeOptions } from '../types.js';
import type { LoginSource, RocketChatOptions } from './api.js';
import { RocketChat } from './client.js';
import { RocketChatCore } from './six/core.js';
import { loginRequired } from './six/errors.js';

/** The core of a `Realtime` whose protocol is `rocketchat`. */
export function makeCore(options: RealtimeOptions): RocketChatCore {
  const { client } = options;
  if (client) return new RocketChatCore(client, undefined, options);
  const login = loginOf(options);
  return new RocketChatCore(new RocketChat(clientOptions(options, login)), login, options);
}

/** The options of a client of its own: those that it knows. */
function clientOptions(options: RealtimeOptions, login: LoginSource | undefined): RocketChatOptions {
  const { protocol, httpUrl, service, owner, token, idToken, client, logout, login: _, ...rest } = options;
  return { ...rest, ...(login && { login }) };
}

/** Who to log in as. A `token` is one of an earlier login, or a personal access token. Without both, the client is nobody. */
function loginOf({ login, token }: RealtimeOptions): LoginSource | undefined {
  if (login) return login;
  if (token == null) return undefined;
  return async ({ refused }) => {
    const text = typeof token === 'function' ? await token({ refused }) : refused ? undefined : token;
    if (text) return { resume: text };
    // Where the one before was refused, that there is no other is the end of the login; where there is none, its begin fails.
    if (refused) return undefined;
    throw loginRequired();
  };
}
