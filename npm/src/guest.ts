import { RealtimeError } from './error.js';

/** Seconds before the end of a token in which it is not used any more. */
const MARGIN = 60;

/**
 * Gives tokens for guests of a groupwire server that lets them in: `configure({ token: guest() })`.
 *
 * The token is kept, and with it the user id, until it is about to expire.
 *
 * @param httpUrl Base of the server's HTTP endpoints, with a slash at its end. Default: the page's origin.
 */
export function guest(httpUrl = '/'): () => Promise<string> {
  let token: Promise<string> | undefined;
  return async () => {
    if (token && expiry(await token) - Date.now() / 1000 > MARGIN) return token;
    const asked = ask(httpUrl);
    token = asked;
    // A failure is not kept: the next call asks again.
    asked.catch(() => (token = undefined));
    return asked;
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
