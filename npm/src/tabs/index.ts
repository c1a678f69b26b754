import { canShare } from './able.js';
import { AddressedRelay } from './addressed.js';
import { partyOf } from './party.js';
import { SharedSocket } from './socket.js';

/**
 * A class to make sockets of that share one connection with the other tabs of their user (`shareConnection`). They are
 * made of `given`, by default the platform's `WebSocket`.
 *
 * Where tabs cannot come to terms, because there are no Web Locks for the page or no channels between tabs, it is `given`
 * itself, and each tab has a connection of its own. So it has where the token does not name the user.
 */
export async function sharing(given: unknown): Promise<unknown> {
  const Socket = (given ?? globalThis.WebSocket) as typeof WebSocket;
  if (!(await canShare(Socket))) return given;
  return function (url: string) {
    const party = partyOf(url);
    return party ? new SharedSocket(party, url, Socket, (place) => new AddressedRelay(place)) : new Socket(url);
  };
}
