import { RealtimeError } from './error.js';
import type { TokenHint } from './types.js';

/** Seconds before the end of a token in which it is not used any more. */
const MARGIN = 60;

/**
 * Gives tokens for guests of a groupwire server that lets them in: `configure({ token: guest() })`.
 *
 * The token is kept, and with it the user id, until it is about to expire, or until the server refuses it, as one
 * does that was restarted with another secret.
 *
 * @param httpUrl Base of the server's HTTP endpoints, with a slash at its end. Default: the page's origin.
 */
export function guest(httpUrl = '/'): (hint?: TokenHint) => Promise<string> {
  let token: Promise<string> | undefined;
  let isAsking = false;
  const renew = () => {
    isAsking = true;
    token = ask(httpUrl).finally(() => (isAsking = false));
    // A failure is not kept: the next call asks again.
    token.catch(() => (token = undefined));
    return token;
  };
  return async (hint) => {
    // One that is on its way is not the one that was refused.
    if (!token || (hint?.refused && !isAsking)) return renew();
    const kept = token;
    if (expiry(await kept) - Date.now() / 1000 > MARGIN) return kept;
    // Others may have waited for the same one, and asked already.
    return token && token !== kept ? token : renew();
  };
}

async function ask(httpUrl: string): Promise<string> {
  const response = await fetch(`${httpUrl}guest`, { method: 'POST' });
  if (!response.ok) throw new RealtimeError('ERROR', `The server lets no guests in (${response.status}).`);
  const { token } = (await response.json()) as { token: string };
  return token;
}

/** The `exp` claim of a JSON web token, in seconds since 1970; endless without one. */
function expiry(token: string): number {
  const claims = token.split('.')[1]?.replaceAll('-', '+').replaceAll('_', '/') ?? '';
  return (JSON.parse(atob(claims)) as { exp?: number }).exp ?? Infinity;
}
