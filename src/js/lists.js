import { makeError, RealtimeError } from './error.js';
import { eventOf, tell } from './events.js';

/** How long a call may take in milliseconds, the token and everything else included. */
const DEADLINE = 30_000;

/** How often a request is sent again because the server said when, and the longest wait for that. */
const MAX_RETRIES = 3;
const MAX_WAIT = 60_000;

/** The lists whose histories are kept: a search box asks for another list with every letter. */
const MAX_HISTORIES = 64;

const CONDITIONS = ['>', '>=', '=', '<', '<=', '!=', 'gt', 'gte', 'eq', 'lt', 'lte', 'ne'];
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** The codes that a server may put before the text of a refusal. */
const CODE = /^(ERROR|EXISTS|INVALID_CORS|INVALID_PARAMETER|INVALID_REQUEST|NOT_EXISTS|NOT_SUPPORTED|SERVICE_DISABLED)$/;

/**
 * The calls of one client that are requests: `getRealtimeGroups`, `getRealtimeUsers` and `history`.
 *
 * They have no part in the connection, so they need nothing of the session: a call is checked,
 * sent to `<httpUrl>get-ws-group` or `<httpUrl>history`, and its answer brought into the documented
 * form. Source: the published Skapi documentation, and skapi-js 1.5.8, `src/utils/network.ts`;
 * for `history`, docs/PROTOCOL.md.
 */
export class Lists {
  #settings;
  /** The start keys of each list so far, as JSON or `end`, from the one not used for longest to the latest. */
  #histories = new Map();
  /** Whose histories these are. */
  #user;
  /** Replies under way: equal requests share one. */
  #replies = new Map();
  /** Skapi wants sixteen random letters and digits with each request. */
  #nonce = Array.from({ length: 16 }, () => Math.floor(Math.random() * 36).toString(36)).join('');

  /**
   * @param {string[]} names the base of the HTTP endpoints, the service and its owner
   * @param {boolean} isSkapi
   * @param {any} token the tokens as the page gave them: strings, functions, or nothing
   * @param {any} idToken
   */
  constructor([httpUrl, service, owner], isSkapi, token, idToken) {
    this.#settings = { httpUrl, service, owner, isSkapi, token, idToken };
  }

  /** `getRealtimeGroups`: a promise of `{ list, startKey, endOfList, startKeyHistory }`. */
  groups(params, options) {
    return this.#bounded(options, (call) => this.#list(groupQuery(params), call, readGroup));
  }

  /** `getRealtimeUsers`: the same. */
  users(params, options) {
    return this.#bounded(options, (call) => this.#list(userQuery(params, this.#settings.isSkapi), call, readUser));
  }

  /** `history`: a promise of `{ list, epoch, endOfList }`, the oldest post first. */
  history(params, options) {
    return this.#bounded(options, async (call) => {
      if (this.#settings.isSkapi) throw makeError('NOT_SUPPORTED', 'Skapi has no history.');
      const query = historyQuery(params);
      const answer = await this.#send('history', await this.#ask(), JSON.stringify(query), call);
      return { list: items(answer?.list, readPost), epoch: answer.epoch, endOfList: answer.endOfList !== false };
    });
  }

  /** Begins a call, and ends it when its time is over or its signal says so. */
  async #bounded(options, begin) {
    let timer;
    let signal;
    let abort;
    try {
      // What the caller does to the options later changes nothing. `cancel` ends its request.
      const call = { ...options, isLate: false, cancel() {} };
      const over = new Promise((_, reject) => {
        const end = (code, message, cause) => {
          call.isLate = true;
          call.cancel(message);
          reject(makeError(code, message, undefined, cause));
        };
        abort = () => end('ABORTED', 'Aborted', signal.reason);
        signal = call.signal;
        signal?.addEventListener('abort', abort);
        timer = setTimeout(end, call.timeout ?? DEADLINE, call.timeout == null ? 'ERROR' : 'TIMEOUT', 'Timeout');
        if (signal?.aborted) abort();
      });
      return await Promise.race([over, call.isLate || begin(call)]);
    } catch (cause) {
      // The page's getters may throw anything.
      throw cause instanceof RealtimeError ? cause : makeError('INVALID_REQUEST', 'Invalid data type.', undefined, cause);
    } finally {
      clearTimeout(timer);
      signal?.removeEventListener('abort', abort);
    }
  }

  async #list(query, options, readItem) {
    const token = await this.#ask();
    const histories = this.#histories;
    checkOptions(options);
    const { service, owner } = this.#settings;
    const { limit, ascending, startKey, fetchMore } = options;
    const given = startKey && typeof startKey === 'object' ? startKey : undefined;
    const body = (startKey) => JSON.stringify({ service, owner, limit, startKey, ascending, ...query });
    const key = body(given);
    if (startKey === 'end') return page([], 'end', histories.get(key) ?? []);
    if (!fetchMore || startKey === 'start') histories.delete(key);
    const before = histories.get(key) ?? [];
    const last = before.at(-1);
    if (last === 'end') return page([], 'end', before);

    const answer = await this.#send('get-ws-group', token, body(last ? JSON.parse(last) : given), options);
    const { list, next, endOfList } = readPage(answer, readItem);
    const after = advanced(before, next);
    // Nobody has seen the page of a call that came too late.
    if (!options.isLate) remember(histories, key, before, after);
    return page(list, next, after, endOfList);
  }

  /** The token that signs requests. */
  async #ask() {
    const { token, idToken } = this.#settings;
    const ask = async (source) => {
      const text = await (typeof source === 'function' ? source({ refused: false }) : source);
      return typeof text === 'string' && text;
    };
    let text;
    let cause;
    try {
      text = (await ask(idToken)) || (await ask(token));
    } catch (thrown) {
      cause = thrown;
    }
    if (!text) throw makeError('INVALID_REQUEST', 'User login is required.', undefined, cause);
    const user = subject(text);
    // Calls under way keep those of their own user.
    if (user !== this.#user) this.#histories = new Map();
    this.#user = user;
    return text;
  }

  /** The answer to a request. */
  async #send(path, token, body, call) {
    const { status, text } = await this.#reply(path, token, body, call);
    // Each call that shares the reply has an answer of its own.
    const answer = parsed(text);
    if (status >= 400) throw refusal(status, answer);
    return answer;
  }

  /** The reply to a request, which waits with an equal one under way for the same reply. */
  async #reply(path, token, body, call) {
    const { httpUrl, service, owner, isSkapi } = this.#settings;
    if (!httpUrl) throw invalid('"httpUrl" is required where there is no page to derive it from.');
    const headers = { Accept: '*/*', 'Content-Type': 'application/json', Authorization: token };
    if (isSkapi) {
      const identifier = [service, owner, this.#nonce].join(':');
      headers['Content-Meta'] = JSON.stringify({ public_identifier: identifier, service, owner });
    }
    const send = (call) => post(httpUrl + path, headers, body, call);
    // What can be stopped belongs to one call.
    if (typeof call.progress === 'function' || call.signal || call.timeout != null) return send(call);
    const request = path + token + body;
    if (!this.#replies.has(request)) {
      this.#replies.set(request, send({}).finally(() => this.#replies.delete(request)));
    }
    return this.#replies.get(request);
  }
}

/** The history with the start key `next`. */
function advanced(before, next) {
  const text = next === 'end' ? next : JSON.stringify(next);
  return before.includes(text) ? before : [...before, text];
}

/**
 * The page after those that `before` led to has come, and `after` leads to the one after it.
 * Answers may come late, twice, or after the list was begun anew: only one to the latest page
 * that is known moves the list on.
 */
function remember(histories, key, before, after) {
  const known = histories.get(key) ?? [];
  if (known.length > after.length || before.some((start, at) => start !== known[at])) return;
  histories.delete(key);
  if (histories.size >= MAX_HISTORIES) histories.delete(histories.keys().next().value);
  histories.set(key, after);
}

function groupQuery(params) {
  params ||= {};
  if (typeof params !== 'object' || Array.isArray(params)) throw invalid('"params" must be an object.');
  const { searchFor = 'group', condition, value = searchFor === 'group' ? ' ' : 0 } = params;
  // What an empty control of a form gives is no range.
  const range = params.range === '' ? undefined : params.range;
  oneOf('searchFor', searchFor, ['group', 'number_of_users']);
  if (condition !== undefined) oneOf('condition', condition, CONDITIONS);
  if (range !== undefined && !/^(string|number|boolean)$/.test(typeof range)) {
    throw invalidChoice('range', range, 'Type<string>, Type<number>, Type<boolean>');
  }
  if (range !== undefined && condition !== undefined) throw invalid('"range" cannot be used with "condition".');
  const type = searchFor === 'group' ? 'string' : 'number';
  const fits = (value) => typeof value === type && (type === 'string' || Number.isFinite(value));
  if (!fits(value)) throw invalid(`"value" must be a ${type}.`);
  if (range === undefined) {
    return { searchFor, value, condition: condition ?? (value && value !== ' ' ? '=' : '>') };
  }
  if (typeof range !== 'boolean' && !fits(range)) throw invalid(`"range" must be a ${type}.`);
  return { searchFor, value, range };
}

function userQuery(params, onlyUuids) {
  const { group, user_id } = params ?? {};
  if (group === undefined) throw invalid('Key "group" is required.');
  if (typeof group !== 'string') throw invalidType('group', group, 'string');
  if (!group) throw invalid('"group" is required.');
  if (user_id !== undefined) {
    const refuse = (why) => invalid(`User ID in "user_id" ${why}`);
    if (!user_id) throw refuse('is empty.');
    if (typeof user_id !== 'string') throw refuse('should be type: string.');
    if (onlyUuids && !UUID.test(user_id)) throw refuse('is invalid.');
  }
  return { group, user_id };
}

function historyQuery(params) {
  const { group } = userQuery(params);
  const { limit, before } = params;
  checkLimit(limit);
  if (before !== undefined && !Number.isFinite(before)) throw invalidType('before', before, 'number');
  return { group, limit, before };
}

function checkLimit(limit) {
  if (limit === undefined) return;
  if (typeof limit === 'number' && limit > 1000) throw makeError('INVALID_REQUEST', 'Fetch limit should be below 1000.');
  if (!Number.isFinite(limit)) throw makeError('INVALID_REQUEST', 'Fetch limit should be a number.');
}

function checkOptions({ limit, ascending, startKey }) {
  checkLimit(limit);
  if (ascending !== undefined && typeof ascending !== 'boolean') throw invalidType('ascending', ascending, 'boolean');
  if (startKey == null || startKey === 'start' || startKey === 'end') return;
  let text = typeof startKey === 'string' ? startKey : printed(startKey);
  if (typeof startKey === 'object') {
    if (text[0] === '{' && text !== '{}') return;
    if (text === '{}') text = '[object Object]';
  }
  throw invalid(`"${text}" is invalid startKey key.`);
}

/** Reads `{ list, startKey, endOfList }`. Without a start key nothing can follow. */
function readPage(body, readItem) {
  const list = items(body?.list, readItem);
  const next = body.startKey || 'end';
  return { list, next, endOfList: next === 'end' || body.endOfList === true };
}

function items(list, readItem) {
  const items = Array.isArray(list) ? list.map(readItem) : [undefined];
  if (items.includes(undefined)) throw makeError('ERROR', 'The server did not answer with a list.');
  return items;
}

/** `{ rid: '<service>#<group>', cnt }`. A group's name may contain `#` itself. */
function readGroup(item) {
  if (typeof item?.rid === 'string' && item.cnt !== undefined) {
    return { group: afterService(item.rid), number_of_users: item.cnt };
  }
}

/** `{ uid: '<service>#<user>', cid }`. */
function readUser(item) {
  if (typeof item?.uid === 'string' && typeof item.cid === 'string') {
    const bare = item.cid.replace(/^cid:/, '');
    return { user_id: afterService(item.uid), connection_id: bare, cid: 'cid:' + bare };
  }
}

/** A frame as it was sent to the group: what the callback was told, and the offset. */
function readPost(frame) {
  const offset = frame?.['#offset'];
  if (Number.isFinite(offset)) return { ...eventOf(0, frame), offset };
}

const afterService = (id) => id.slice(id.indexOf('#') + 1);

/** A result; its history is its own. */
function page(list, startKey, history, endOfList = true) {
  return { list, startKey, endOfList, startKeyHistory: [...history] };
}

function refusal(status, body) {
  if (status === 429) return makeError('ERROR', 'Too many requests');
  if (typeof body === 'string') {
    const [, code = '', message = ''] = /^\s*([A-Z_]+)\s*:\s*([^]*)/.exec(body) ?? [];
    const text = (message || body).trim() || 'Something went wrong.';
    return makeError(CODE.test(code) ? code : 'ERROR', text);
  }
  const message = typeof body?.message === 'string' ? body.message.trim() : '';
  if (!message) return makeError('ERROR', 'Something went wrong.');
  const hasCode = body.code && /^(number|string)$/.test(typeof body.code);
  return makeError(String(hasCode ? body.code : status), message);
}

/** Posts, again when the server says when, and gives `{ status, text }`. `call.cancel` ends it. */
async function post(url, headers, body, call) {
  const { progress, timeout } = call;
  for (let attempt = 0; ; attempt++) {
    const controller = new AbortController();
    let why = 'Network error';
    const stop = (reason) => {
      why = reason;
      controller.abort();
    };
    call.cancel = stop;
    const timer = setTimeout(stop, timeout ?? DEADLINE, 'Timeout');
    try {
      // The call may be over before its turn comes, which nobody is told any more.
      if (call.isLate) stop('Aborted');
      const response = await fetch(url, { method: 'POST', headers, body, signal: controller.signal });
      const wait = response.status === 429 && attempt < MAX_RETRIES ? retryAfter(response) : NaN;
      if (!(wait <= MAX_WAIT)) {
        const text = await (typeof progress === 'function' && response.body
          ? download(response, progress, () => stop('Aborted'))
          : response.text());
        // All of it may have been there before the page aborted.
        controller.signal.throwIfAborted();
        return { status: response.status, text };
      }
      // A body that nobody reads would keep the connection busy.
      await response.body?.cancel();
      await new Promise((resolve) => setTimeout(resolve, wait));
    } catch (cause) {
      throw makeError('ERROR', why, undefined, cause);
    } finally {
      clearTimeout(timer);
    }
  }
}

/** The milliseconds that a `Retry-After` header asks for: seconds, or a date. `NaN` without one. */
function retryAfter({ headers }) {
  const text = headers.get('Retry-After') ?? '';
  return /^\d+$/.test(text) ? text * 1000 : Math.max(0, Date.parse(text) - Date.now());
}

async function download(response, progress, abort) {
  const total = Number(response.headers.get('Content-Length')) || 0;
  const decoder = new TextDecoder();
  let text = '';
  let loaded = 0;
  const report = (share) => tell(progress, { status: 'download', progress: share, loaded, total, abort });
  for (const reader = response.body.getReader(); ; ) {
    const { done, value } = await reader.read();
    if (done) break;
    loaded += value.length;
    text += decoder.decode(value, { stream: true });
    report(total ? Math.min(100, (loaded / total) * 100) : 0);
  }
  report(100);
  return text + decoder.decode();
}

/** The user that a JSON web token is for. */
function subject(token) {
  const claims = token.split('.')[1]?.replace(/-/g, '+').replace(/_/g, '/');
  try {
    return JSON.parse(atob(claims)).sub;
  } catch {
    // Some other kind of token: each is somebody else's, for all that can be seen.
    return token;
  }
}

/** JSON, or else the text. */
function parsed(text) {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

function oneOf(name, value, choices) {
  if (!choices.includes(value)) throw invalidChoice(name, value, choices.map(printed).join(', '));
}

function printed(value) {
  try {
    return JSON.stringify(value) ?? 'Value';
  } catch {
    return 'Value';
  }
}

const invalid = (message) => makeError('INVALID_PARAMETER', message);

const invalidChoice = (name, value, choices) =>
  invalid(`${printed(value)} is invalid in "${name}". allowed types or values are: ${choices}.`);

const invalidType = (name, value, type) =>
  invalid(`${printed(value)} is invalid in "${name}". allowed type or value is: Type<${type}>.`);
