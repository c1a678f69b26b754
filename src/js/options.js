import { makeError } from './error.js';

/**
 * The numbers among the options, in the order in which the core takes them: the path, what the
 * number is, and the default, or how it follows from the other options. `-1` stands for none.
 */
const NUMBERS = [
  ['connectTimeout', 'of milliseconds', 10_000],
  ['sendTimeout', 'of milliseconds', 30_000],
  // What Skapi's own client does; a server that answers is asked less often.
  ['heartbeat', 'of milliseconds', ({ protocol }) => (protocol === 'skapi' ? 15_000 : 25_000)],
  ['heartbeatTimeout', 'of milliseconds', 10_000],
  ['backoff.min', 'of milliseconds', 500],
  ['backoff.max', 'of milliseconds', 20_000],
  ['maxAttempts', 'of attempts', -1],
  ['queue.messages', 'of messages', 1000],
  ['queue.bytes', 'of bytes', 1 << 20],
  ['highWaterMark', 'of bytes', 1 << 20],
  ['parkAfter', 'of milliseconds', -1],
];

/** Half of the seed of a session: names of posts, and pauses, that are those of no other one. */
const halfSeed = () => Math.floor(Math.random() * 2 ** 32);

/**
 * The page's options, each looked at once: errors name the option. `undefined` and `null` are no options.
 *
 * @param {any} given
 */
export function readOptions(given) {
  if (given != null && typeof given !== 'object') throw invalid('options', 'must be an object.');
  const options = { ...given };
  if (typeof options.queue === 'number') options.queue = { messages: options.queue };
  const url = text(options, 'url') || pageUrl('/api');
  const base = httpBase(url);
  if (url && !base) throw invalid('url', 'must begin with ws:// or wss://.');
  const protocol = text(options, 'protocol') || 'groupwire';
  if (protocol !== 'groupwire' && protocol !== 'skapi') {
    throw invalid('protocol', 'must be "groupwire" or "skapi".');
  }
  const { WebSocket } = options;
  if (WebSocket != null && typeof WebSocket !== 'function') throw invalid('WebSocket', 'must be a class.');
  return {
    url,
    httpUrl: text(options, 'httpUrl') || base,
    isSkapi: protocol === 'skapi',
    service: text(options, 'service'),
    owner: text(options, 'owner'),
    token: source(options, 'token'),
    idToken: source(options, 'idToken'),
    numbers: [...NUMBERS.map((about) => number(options, ...about)), halfSeed(), halfSeed()],
    WebSocket,
  };
}

export const invalid = (name, what) => makeError('INVALID_PARAMETER', `"${name}" ${what}`);

/** A socket at `path` on the page's own origin; empty where there is no page. */
export function pageUrl(path) {
  const { protocol, host } = globalThis.location ?? {};
  return /^https?:$/.test(protocol) ? `ws${protocol.slice(4)}//${host}${path}` : '';
}

/** The folder of the socket: `ws://host/api` gives `http://host/`; empty for what is no URL of a socket. */
export function httpBase(url) {
  const [, secure, rest] = /^ws(s?):\/\/([^?#]*)/.exec(url) ?? [];
  return rest === undefined ? '' : `http${secure}://${rest.replace(/\/[^/]*$/, '')}/`;
}

function text(options, name) {
  const value = options[name] ?? '';
  if (typeof value !== 'string') throw invalid(name, 'must be a string.');
  return value;
}

function source(options, name) {
  const value = options[name] ?? undefined;
  if (value !== undefined && !/^(string|function)$/.test(typeof value)) {
    throw invalid(name, 'must be a string or a function.');
  }
  return value;
}

function number(options, path, unit, standard) {
  const [name, part] = path.split('.');
  const value = part ? options[name]?.[part] : options[name];
  if (value == null) return typeof standard === 'function' ? standard(options) : standard;
  if (!(typeof value === 'number' && value >= 0 && value <= 1e12)) throw invalid(path, `must be a number ${unit}.`);
  return value;
}
