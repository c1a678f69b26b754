import { partyOf } from './party.js';
import { SharedSocket } from './socket.js';

/**
 * A class to make sockets of that share one connection with the other tabs of their user (`shareConnection`). They are
 * made of `given`, by default the platform's `WebSocket`.
 *
 * Where tabs cannot come to terms, because there are no Web Locks or no channels between them, it is `given` itself, and
 * each tab has a connection of its own. So it has where the token does not name the user.
 */
export function sharing(given: unknown): unknown {
  const Socket = (given ?? globalThis.WebSocket) as typeof WebSocket;
  // What is no class is refused by whoever reads the options.
  if (typeof Socket !== 'function' || !globalThis.navigator?.locks || !globalThis.BroadcastChannel) return given;
  return function (url: string) {
    const party = partyOf(url);
    return party ? new SharedSocket(party, url, Socket) : new Socket(url);
  };
}
