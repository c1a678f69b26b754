/** The user id in a token. Only the server can check the token; the page just reads its own id. */
export function userIdIn(jwt: string): string {
  const body = jwt.split('.')[1] ?? '';
  const bytes = Uint8Array.from(atob(body.replace(/-/g, '+').replace(/_/g, '/')), (c) => c.charCodeAt(0));
  const claims: unknown = JSON.parse(new TextDecoder().decode(bytes));
  const sub = (claims as { sub?: unknown }).sub;
  if (typeof sub !== 'string') throw new Error('the token names no user');
  return sub;
}
