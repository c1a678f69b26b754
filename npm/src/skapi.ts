import { RealtimeError } from './error.js';
import { Realtime } from './realtime.js';
import type { RealtimeOptions } from './types.js';

interface Token {
  getJwtToken(): string;
}

/** What is used of a skapi-js instance. Source: skapi-js 1.5.8, `src/main/skapi.ts`. */
interface Skapi {
  service: string;
  owner: string;
  session?: { accessToken: Token; idToken: Token } | null;
  record_endpoint: Promise<{ websocket_private: string; record_private: string }>;
  /** Also renews the session where its tokens have expired. */
  getProfile(): Promise<unknown>;
}

/**
 * A client for the service of a logged-in skapi-js instance, with its endpoints and its tokens.
 * Tokens that have expired are renewed by skapi-js; after a logout calls reject with
 * `User login is required.`
 *
 * @param skapi An instance of skapi-js 1.x: `new Skapi(service, owner)`.
 * @param options Anything to set apart from the endpoints and tokens.
 */
export function fromSkapi(skapi: object, options: RealtimeOptions = {}): Realtime {
  return new Realtime(readOptions(skapi as Skapi, options));
}

async function readOptions(skapi: Skapi, options: RealtimeOptions): Promise<RealtimeOptions> {
  const endpoint = await Promise.resolve(skapi.record_endpoint).catch(() => undefined);
  if (!endpoint?.websocket_private) {
    throw new RealtimeError('INVALID_PARAMETER', 'fromSkapi() takes an instance of skapi-js that is connected to its service.');
  }
  const read = (name: 'accessToken' | 'idToken') => async () => {
    await skapi.getProfile();
    return skapi.session?.[name].getJwtToken();
  };
  return {
    protocol: 'skapi',
    url: endpoint.websocket_private,
    httpUrl: endpoint.record_private,
    service: skapi.service,
    owner: skapi.owner,
    token: read('accessToken'),
    idToken: read('idToken'),
    ...options,
  };
}
