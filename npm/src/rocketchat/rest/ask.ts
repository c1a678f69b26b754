import { bounded } from '../../../../src/js/list-bounds.js';
import { parsed, request } from '../../../../src/js/request.js';
import { RealtimeError, type Settled } from '../../error.js';
import type { CallOptions } from '../../types.js';
import { reviveDates } from './dates.js';
import { refusal } from './refusal.js';

/** Who asks whom, and within which bounds. Without a `timeout` all requests of a call may take 30 seconds. */
export interface RestOptions extends CallOptions {
  /** Base of the REST API, with a slash at its end: `https://host/`. */
  restUrl: string;
  /** Who is logged in; nothing for nobody. */
  userId?: string | undefined;
  token?: string | undefined;
  /** In place of the global function. */
  fetch?: typeof fetch | undefined;
  /** Told of each wait that the server asks for, in milliseconds. */
  held?: ((millis: number) => void) | undefined;
}

/** A code of a second factor, and how it was made. */
export interface Code {
  twoFactorCode: string;
  twoFactorMethod: string;
}

/** Makes a request, and gives its answer with dates as dates. Fields of no value are left out. */
export type Ask = (http: 'GET' | 'POST', path: string, fields?: object) => Promise<any>;

/**
 * Makes the requests of one call. A request that the server has no time for is made again when it says so.
 *
 * Rejects with the server's error (its `errorType` is the code), `ERROR` where there is no answer, `TIMEOUT`, `ABORTED`.
 */
export async function asking<T>(options: RestOptions, code: Code | undefined, work: (ask: Ask) => Promise<T>): Promise<T> {
  let hasLeft = false;
  const begin = (call: unknown) =>
    work(async (http, path, fields = {}) => {
      const { url, init } = requestFor(http, options.restUrl + 'api/v1/' + path, fields, headers(options, code));
      hasLeft = true;
      const { fetch, held } = options;
      const { status, text } = await request(url, init, call, { ...(fetch && { fetch }), ...(held && { waits: held }) });
      const body = reviveDates(parsed(text));
      if (status >= 400 || body?.success === false) throw refusal(status, body);
      return body;
    });
  const { signal, timeout } = options;
  try {
    return await bounded({ signal, timeout }, begin);
  } catch (error) {
    throw settled(error as RealtimeError, hasLeft ? 'unknown' : 'never-sent');
  }
}

function headers({ userId, token }: RestOptions, code: Code | undefined): Record<string, string> {
  return {
    Accept: 'application/json',
    ...(userId && token ? { 'X-User-Id': userId, 'X-Auth-Token': token } : {}),
    ...(code && { 'X-2fa-Code': code.twoFactorCode, 'X-2fa-Method': code.twoFactorMethod }),
  };
}

function requestFor(http: 'GET' | 'POST', url: string, fields: object, headers: Record<string, string>): { url: string; init: RequestInit } {
  if (http === 'POST') {
    return { url, init: { method: http, headers: { ...headers, 'Content-Type': 'application/json' }, body: JSON.stringify(fields) } };
  }
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(fields)) {
    if (Array.isArray(value)) for (const item of value) query.append(`${name}[]`, text(item));
    else if (value !== undefined && value !== null) query.append(name, text(value));
  }
  return { url: query.size ? `${url}?${query}` : url, init: { method: http, headers } };
}

/** A value as a query has it. */
function text(value: unknown): string {
  if (value instanceof Date) return value.toISOString();
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}

/** The error, with how far the call came. */
function settled(error: RealtimeError, how: Settled): RealtimeError {
  return error.settled ? error : new RealtimeError(error.code, error.message, { cause: error.cause, settled: how });
}
