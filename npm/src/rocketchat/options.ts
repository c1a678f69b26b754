import { httpBase, pageUrl } from '../../../src/js/options.js';
import type { RocketChatOptions } from './api.js';
import type { CoreOptions } from './core.js';

/** Where servers speak the Realtime API. */
const PATH = '/websocket';

/** The endpoint of the socket; empty where none is given and there is no page. */
export const urlOf = ({ url }: RocketChatOptions): string => url || pageUrl(PATH);

/** The base of the REST API. */
export const restUrlOf = (options: RocketChatOptions): string => options.restUrl || httpBase(urlOf(options));

/** The options of the connection, with what it logs in with. */
export function coreOptions(options: RocketChatOptions, token: CoreOptions['token']): CoreOptions {
  const { restUrl, login, twoFactor, rest, shareConnection, ...connection } = options;
  return { ...connection, url: urlOf(options), token };
}
