/** What the facade loads for the protocol `rocketchat`: the six functions over a client of the Realtime API. */

import type { RealtimeOptions, TokenSource } from '../types.js';
import type { LoginSource, RocketChatOptions } from './api.js';
import { RocketChat } from './client.js';
import { RocketChatCore } from './six/core.js';

/** The core of a `Realtime` whose protocol is `rocketchat`. */
export function makeCore(options: RealtimeOptions): RocketChatCore {
  return new RocketChatCore(options.client ?? new RocketChat(clientOptions(options)), options);
}

/** The options of a client of its own: those that it knows. A token is one of an earlier login, or a personal access token. */
function clientOptions(options: RealtimeOptions): RocketChatOptions {
  const { protocol, httpUrl, service, owner, token, idToken, shareConnection, client, logout, login, ...rest } = options;
  const source = login ?? (token === undefined ? undefined : resuming(token));
  return { ...rest, ...(source && { login: source }) };
}

const resuming = (token: TokenSource): LoginSource =>
  async (hint) => {
    const text = typeof token === 'function' ? await token(hint) : hint.refused ? undefined : token;
    return text ? { resume: text } : undefined;
  };
