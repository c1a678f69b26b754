// Methods that the server does not have any more, by its REST API: loaded when the first of them is called.

import { RealtimeError } from '../../error.js';
import { asking, type Ask, type Code, type RestOptions } from './ask.js';
import type { Route } from './route.js';
import { routes } from './routes.js';

export { asking, type RestOptions } from './ask.js';

/** The families of calls by the type of a room. */
const FAMILIES: Record<string, string> = { c: 'channels', l: 'channels', p: 'groups', d: 'im' };

/**
 * Does what a method would do that the server does not have, and gives what it would give: dates are dates, and a code of
 * a second factor at the end of the parameters goes along.
 *
 * `cause` is the error that says so. Where REST has nothing that does the same, or `params` need the part that it lacks, this
 * rejects with `NOT_SUPPORTED`, which has that cause; `INVALID_REQUEST` where `params` are not those of the method; otherwise with
 * the server's error, `ERROR`, `TIMEOUT`, `ABORTED`.
 */
export async function fallback(method: string, params: readonly any[], options: RestOptions & { cause?: unknown }): Promise<any> {
  const route: Route | undefined = isKnown(method) ? (routes as unknown as Record<string, Route>)[method] : undefined;
  const [given, code] = withoutCode(params);
  const refused = () => notSupported(method, route, options.cause);
  const isUsable = route?.verdict === 'OK' || route?.verdict === 'PARTIAL';
  if (!isUsable) throw refused();
  return asking(options, code, async (ask) => {
    if (route.refuse?.(...given)) throw refused();
    if (route.by) return route.by(ask, ...given);
    const fields = route.request?.(...given) ?? {};
    const path = await pathOf(route, given, fields, ask, refused);
    const body = await ask(route.http!, path, fields);
    return route.result?.(body, ...given);
  });
}

/** Whether there is anything to say of a method of this name. */
export const isKnown = (method: string): boolean => Object.hasOwn(routes, method);

/** Splits a code of a second factor off, which is the last parameter where there is one. */
function withoutCode(params: readonly any[]): [any[], Code | undefined] {
  const last = params.at(-1);
  return typeof last?.twoFactorCode === 'string' ? [params.slice(0, -1), last] : [[...params], undefined];
}

async function pathOf({ path }: Route, params: any[], fields: { roomId?: string }, ask: Ask, refused: () => RealtimeError): Promise<string> {
  const text = typeof path === 'function' ? path(...params) : path!;
  const [choice, families] = /^<(.*)>/.exec(text) ?? [];
  if (!choice || !families) return text;
  const { room } = await ask('GET', 'rooms.info', { roomId: fields.roomId });
  const family = FAMILIES[room.t];
  if (!family || !families.split('|').includes(family)) throw refused();
  return text.replace(choice, family);
}

/** Says what is gone since when, why nothing takes its place, and what does. */
function notSupported(method: string, route: Route | undefined, cause: unknown): RealtimeError {
  const parts = [`The server does not have the method '${method}'`];
  if (route) parts.push(` any more (Rocket.Chat ${route.gone ?? '9.0'} removed it)`);
  if (route?.lacks) parts.push(`, and REST's "${route.path}" does not do the same: ${route.lacks}`);
  else parts.push(', and REST has nothing that does the same');
  parts.push(route?.instead ? `. Use ${route.instead}.` : '.');
  return new RealtimeError('NOT_SUPPORTED', parts.join(''), { cause, settled: 'never-sent' });
}
