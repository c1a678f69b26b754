import type { Position } from '../types.js';

/** The language of the tabs among each other: those of two releases that speak differently do not meet. */
const VERSION = 'groupwire/1';

/**
 * The name of the party that shares a connection to `url`: one for each endpoint and each user there, as the token in
 * it says. `undefined` where the token does not name its user in the way of a JSON web token: nobody can tell then who
 * may share.
 */
export function partyOf(url: string): string | undefined {
  const endpoint = new URL(url);
  const query = endpoint.searchParams;
  const user = userOf(query.get('token'));
  if (user === undefined) return undefined;
  for (const own of ['token', 'since']) query.delete(own);
  return [VERSION, endpoint.href, user].join(' ');
}

/** Who the user of a token is, as it says itself; `undefined` where it is no JSON web token, or does not say so. */
export function userOf(token: string | null): string | undefined {
  const { sub, iss, service, 'custom:service': custom } = claimsOf(token);
  if (typeof sub !== 'string') return undefined;
  return [sub, iss, service, custom].map((claim) => JSON.stringify(claim ?? null)).join(' ');
}

/** Where the tab that dials `url` stands in the private posts of its user, if anywhere yet. */
export function sinceOf(url: string): Position | undefined {
  const since = new URL(url).searchParams.get('since');
  if (!since) return undefined;
  const at = since.lastIndexOf(':');
  return { epoch: since.slice(0, at), offset: Number(since.slice(at + 1)) };
}

/** `url` with another position, and with another token where one is given. */
export function dialSince(url: string, since: Position | undefined, token?: string): string {
  const changed = new URL(url);
  const query = changed.searchParams;
  if (since) query.set('since', `${since.epoch}:${since.offset}`);
  else query.delete('since');
  if (token) query.set('token', token);
  return changed.href;
}

/** What a token says, unverified: the server does that. */
function claimsOf(token: string | null): Record<string, unknown> {
  try {
    const text = token?.split('.')[1]?.replaceAll('-', '+').replaceAll('_', '/') ?? '';
    const bytes = Uint8Array.from(atob(text), (char) => char.charCodeAt(0));
    return JSON.parse(new TextDecoder().decode(bytes)) ?? {};
  } catch {
    return {};
  }
}
