import { makeError } from './error.js';
import { valuesOf } from './form-values.js';
import { readForm } from './form.js';
import { invalid, readOptions } from './options.js';
import { Promises } from './promises.js';

/** What is reported to the core, as numbered there. */
const OPENED = 0;
const DELIVERY = 1;
const CONTROL = 2;
const UNREADABLE = 3;
const FAILED = 4;
const ENDED = 5;
const TOKENS = 6;
const NO_TOKENS = 7;
const TIMER = 8;
const PAGE = 9;

/** The page's events, in the order of the core's `PageEvent`s. */
const SHOWN = 0;
const HIDDEN = 1;
const WOKEN = 2;
const OFFLINE = 3;
const LEFT = 4;
const RETURNED = 5;

/** The longest delay of the platform's timers. One that comes early does no harm. */
const MAX_DELAY = 0x7fff_ffff;

/** The hands of one client: its socket, its timer, its tokens, its ears for the page. */
export class Host {
  #report;
  #options;
  #lists;
  #socket;
  #timer;
  #unwatch;
  #listeners;

  /**
   * @param {any} options `RealtimeOptions`
   * @param {(what: number, detail?: any) => void} report told everything that happens
   */
  constructor(options, report) {
    this.#options = readOptions(options);
    this.#report = (what, detail) => {
      try {
        report(what, detail);
      } catch (cause) {
        Promises.stop(cause);
        throw cause;
      }
    };
    const { isSkapi } = this.#options;
    this.#listeners = {
      onopen: () => this.#report(OPENED),
      onmessage: ({ data }) => {
        const frame = readFrame(data, isSkapi);
        if (!frame) this.#report(UNREADABLE);
        else this.#report(isDelivery(frame) ? DELIVERY : CONTROL, frame);
      },
      onerror: () => this.#report(FAILED),
      onclose: (event) => this.#report(ENDED, event),
    };
  }

  get options() {
    return this.#options;
  }

  /** Nobody is there any more to be told anything. */
  retire() {
    this.#report = () => {};
    this.abandon();
    this.setTimer(-1);
    this.watch(false);
  }

  /** The socket as the page sees it. */
  get socket() {
    return this.#socket;
  }

  /** Whether there is a socket that takes frames. One that is closing drops them silently. */
  get isOpen() {
    return this.#socket?.readyState === 1;
  }

  /** The bytes that wait in the socket. */
  get buffered() {
    return this.#socket?.bufferedAmount ?? 0;
  }

  /** Why no socket can be made here, if so. */
  obstacle() {
    if (!this.#class) {
      return makeError('NOT_SUPPORTED', 'There is no WebSocket in this environment. Pass one: configure({ WebSocket }).');
    }
    if (!this.#options.url) return invalid('url', 'is required where there is no page to derive it from.');
  }

  /** Opens a socket in place of the one before; `false` where the page may not connect there. */
  dial(url) {
    this.abandon();
    try {
      this.#socket = Object.assign(new this.#class(url), this.#listeners);
      return true;
    } catch {
      return false;
    }
  }

  /** Sends a text frame in pieces; `false` where the socket did not take it. */
  send(head, content, tail) {
    try {
      this.#socket.send(content === undefined ? head + tail : head + content + tail);
      return true;
    } catch {
      return false;
    }
  }

  /** Begins to close the socket, which reports its end. */
  hangUp() {
    this.#socket?.close();
  }

  /** Closes the socket and listens to it no more. */
  abandon() {
    const socket = this.#socket;
    this.#socket = undefined;
    if (!socket) return;
    // Some classes throw where a failure finds no listener.
    Object.assign(socket, { onopen: null, onmessage: null, onerror: () => {}, onclose: null });
    socket.close();
  }

  /** Forgets a socket that has ended. */
  clear() {
    this.#socket = undefined;
  }

  /** Asks the page for the tokens of this protocol, all at the same moment: at once where they are there at once. */
  askTokens(ticket, refused) {
    const { token, idToken, isSkapi } = this.#options;
    const ask = (source) => (typeof source === 'function' ? source({ refused }) : source);
    const give = ([token, idToken]) => this.#report(TOKENS, { ticket, token, idToken });
    const fail = (thrown) => this.#report(NO_TOKENS, { ticket, thrown });
    let tokens;
    try {
      tokens = [ask(token), isSkapi ? ask(idToken) : undefined];
    } catch (thrown) {
      return fail(thrown);
    }
    if (tokens.some((token) => token && typeof token === 'object')) Promise.all(tokens).then(give, fail);
    else give(tokens);
  }

  /** Reports `TIMER` in `ms` milliseconds, and not at the time that was set before; never below 0. */
  setTimer(ms) {
    clearTimeout(this.#timer);
    if (ms >= 0) this.#timer = setTimeout(() => this.#report(TIMER), Math.min(ms, MAX_DELAY));
  }

  /** Begins or ends to listen to the page. */
  watch(on) {
    if (on === Boolean(this.#unwatch)) return;
    this.#unwatch?.();
    this.#unwatch = undefined;
    if (!on) return;
    const tell = (event) => this.#report(PAGE + event);
    this.#unwatch = watchPage(tell);
    // What it was when it was watched last, it may not be now. Told only here, because it leads back to this method.
    if (globalThis.document) tell(visibility());
  }

  /** An argument that may be a form: the value, or why it has none, and the form. */
  read(value) {
    const form = readForm(value);
    if (!form) return { value };
    try {
      return { value: valuesOf(form), form };
    } catch (error) {
      return { error, form };
    }
  }

  /** A list call, whose parameters may be a form. */
  list(name, params, options) {
    const { value, error, form } = this.read(params);
    if (error) return Promise.reject(error);
    // What the caller does to the parameters later changes nothing.
    const query = value && typeof value === 'object' && !Array.isArray(value) ? { ...value } : value;
    return this.follow(this.#loadLists().then((lists) => lists[name](query, { ...options })), form);
  }

  /**
   * The promise of a call that was given `form`: with its answer the page goes where the form's `action` leads. The code
   * for that is loaded when there is such a form.
   */
  follow(promise, form) {
    if (form?.action === undefined) return promise;
    const { service } = this.#options;
    // It may be rejected before anybody else listens to it.
    promise.catch(() => {});
    return import('./redirect.js').then(
      ({ follow }) => follow(promise, form, service),
      () => promise,
    );
  }

  /** The list calls, which many pages never make: they are loaded with the first one. */
  #loadLists() {
    const { httpUrl, service, owner, isSkapi, token, idToken } = this.#options;
    this.#lists ??= import('./lists.js').then(
      ({ Lists }) => new Lists([httpUrl, service, owner], isSkapi, token, isSkapi ? idToken : undefined),
      (cause) => {
        this.#lists = undefined;
        throw makeError('ERROR', 'A part of groupwire could not be loaded.', undefined, cause);
      },
    );
    return this.#lists;
  }

  get #class() {
    return this.#options.WebSocket ?? globalThis.WebSocket;
  }
}

/** A frame is a JSON object as text, or, where the service sends it so, percent-encoded as a whole. */
function readFrame(data, mayBeEncoded) {
  try {
    if (mayBeEncoded && data.startsWith('%7B')) data = decodeURI(data);
    const frame = JSON.parse(data);
    if (frame && typeof frame === 'object' && !Array.isArray(frame)) return frame;
  } catch {
    // Told by giving nothing.
  }
}

/** Whether a frame is only passed on: it sets no timers and settles no calls. */
const isDelivery = (frame) => frame['#message'] !== undefined || frame['#private'] !== undefined;

const visibility = () => (document.visibilityState === 'hidden' ? HIDDEN : SHOWN);

/** Tells what happens to the page, until the function that it gives is called. There may be no page. */
function watchPage(tell) {
  const { document, window } = globalThis;
  const abort = new AbortController();
  const on = (target, type, listener) => target?.addEventListener?.(type, listener, { signal: abort.signal });
  on(document, 'visibilitychange', () => tell(visibility()));
  on(document, 'resume', () => tell(WOKEN));
  on(globalThis, 'online', () => tell(WOKEN));
  on(globalThis, 'offline', () => tell(OFFLINE));
  on(window, 'pagehide', () => tell(LEFT));
  on(window, 'pageshow', ({ persisted }) => persisted && tell(RETURNED));
  return () => abort.abort();
}
