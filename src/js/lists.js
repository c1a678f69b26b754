import { makeError } from './error.js';
import { eventOf } from './events.js';
import { bounded } from './list-bounds.js';
import { Histories } from './list-histories.js';
import { checkOptions, groupQuery, historyQuery, invalid, userQuery } from './list-query.js';
import { parsed, request } from './request.js';

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
  #histories = new Histories();
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
    return bounded(options, (call) => this.#list(groupQuery(params), call, readGroup));
  }

  /** `getRealtimeUsers`: the same. */
  users(params, options) {
    return bounded(options, (call) => this.#list(userQuery(params, this.#settings.isSkapi), call, readUser));
  }

  /** `history`: a promise of `{ list, epoch, endOfList }`, the oldest post first. */
  history(params, options) {
    return bounded(options, async (call) => {
      if (this.#settings.isSkapi) throw makeError('NOT_SUPPORTED', 'Skapi has no history.');
      const query = historyQuery(params);
      const answer = await this.#send('history', await this.#ask(), JSON.stringify(query), call);
      return { list: items(answer?.list, readPost), epoch: answer.epoch, endOfList: answer.endOfList !== false };
    });
  }

  async #list(query, options, readItem) {
    const token = await this.#ask();
    const histories = this.#histories;
    checkOptions(options);
    const { service, owner } = this.#settings;
    const { limit, ascending, startKey } = options;
    const given = startKey && typeof startKey === 'object' ? startKey : undefined;
    const body = (startKey) => JSON.stringify({ service, owner, limit, startKey, ascending, ...query });
    return histories.page(body(given), given, options, async (startKey) =>
      readPage(await this.#send('get-ws-group', token, body(startKey), options), readItem),
    );
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
    if (user !== this.#user) this.#histories = new Histories();
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
    const send = (call) => request(httpUrl + path, { method: 'POST', headers, body }, call);
    // What can be stopped belongs to one call.
    if (typeof call.progress === 'function' || call.signal || call.timeout != null) return send(call);
    const key = path + token + body;
    if (!this.#replies.has(key)) {
      this.#replies.set(key, send({}).finally(() => this.#replies.delete(key)));
    }
    return this.#replies.get(key);
  }
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
