// Evaluated as a script and not imported: wasm-bindgen's test server has been seen to leave one of many
// connections at once unanswered, and every further module is one.
globalThis.groupwireTests = (() => {

/** Things that happen, in order. Whoever waits for the next one waits with a deadline. */
class Queue {
  all = [];
  #taken = 0;
  #wake = () => {};

  push(item) {
    this.all.push(item);
    this.#wake();
  }

  /** The next one that nobody took; rejects where there is none for `ms`. */
  async next(ms, what) {
    if (this.#taken >= this.all.length) {
      await within(new Promise((resolve) => (this.#wake = resolve)), ms, () => `${what} after ${show(this.all)}`);
    }
    return this.all[this.#taken++];
  }

  /** How many have come that nobody took. */
  get waiting() {
    return this.all.length - this.#taken;
  }
}

/** A JSON text, cut where it is long, of what may not be JSON. */
function show(value) {
  try {
    return JSON.stringify(value).slice(0, 2000);
  } catch {
    return String(value);
  }
}

/** `promise`, or a rejection that says what did not happen within `ms`. */
async function within(promise, ms, what) {
  let timer;
  const late = new Promise((_, reject) => {
    const fail = () => reject(new Error(`nothing happened within ${ms} ms: ${typeof what === 'function' ? what() : what}`));
    timer = setTimeout(fail, ms);
  });
  try {
    return await Promise.race([promise, late]);
  } finally {
    clearTimeout(timer);
  }
}

/**
 * A class of real sockets that writes down what is asked of them.
 *
 * The server behaves well, so a test that needs a peer that does not sets one of the switches:
 * everything else about the connection stays real.
 */
class Wire {
  urls = new Queue();
  sent = new Queue();
  sockets = [];
  /** Where to connect instead: to a port on which nobody listens, for one. */
  detour = undefined;
  /** The server that never answers the upgrade: the client is not told that its socket opened. */
  neverOpens = false;
  /** The server that never answers the close: the client's close does not go out. */
  neverCloses = false;
  /** The network that lets nothing in: the client is not told what comes. */
  deaf = false;
  /** What the module does not expect of a socket: asked how much waits, it throws. */
  trap = false;

  constructor() {
    const wire = this;
    this.WebSocket = class Recorder extends WebSocket {
      constructor(url, ...more) {
        wire.urls.push(url);
        super(wire.detour ?? url, ...more);
        wire.sockets.push(this);
        if (wire.neverOpens) Object.defineProperty(this, 'onopen', { set() {} });
        this.addEventListener('message', (event) => wire.deaf && event.stopImmediatePropagation());
      }

      get bufferedAmount() {
        if (wire.trap) throw new Error('on purpose: this is no failure of a test');
        return super.bufferedAmount;
      }

      send(data) {
        wire.sent.push(data);
        super.send(data);
      }

      close(...args) {
        wire.sent.push('[close]');
        if (!wire.neverCloses) super.close(...args);
      }
    };
  }

  /** The socket that was made last. */
  get socket() {
    return this.sockets.at(-1);
  }

  /** Gives the client a frame as if it came from the server, which never sends such a one. */
  receive(data) {
    this.socket.dispatchEvent(new MessageEvent('message', { data }));
  }

  /** Ends the connection as a server does that has a reason to, which ours seldom has. */
  end(code, reason) {
    const { socket } = this;
    const tell = socket.onclose;
    Object.assign(socket, { onmessage: null, onerror: null, onclose: null });
    WebSocket.prototype.close.call(socket);
    tell.call(socket, new CloseEvent('close', { code, reason, wasClean: true }));
  }
}

/** What a promise came to: `[value]` or `[undefined, reason]`. */
const outcome = (promise) => promise.then((value) => [value], (reason) => [undefined, reason]);

const encoder = new TextEncoder();
const base64url = (bytes) =>
  btoa(String.fromCharCode(...bytes)).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');

/** A JSON web token of these claims, signed with HS256. */
async function sign(claims, secret) {
  const part = (value) => base64url(encoder.encode(JSON.stringify(value)));
  const text = `${part({ alg: 'HS256', typ: 'JWT' })}.${part(claims)}`;
  const algorithm = { name: 'HMAC', hash: 'SHA-256' };
  const key = await crypto.subtle.importKey('raw', encoder.encode(secret), algorithm, false, ['sign']);
  const signature = await crypto.subtle.sign('HMAC', key, encoder.encode(text));
  return `${text}.${base64url(new Uint8Array(signature))}`;
}

/** The origin of a port of this machine on which nobody listens: `127.0.0.1:<port>`. */
async function deadHost() {
  for (let port = 17399; ; port--) {
    const listens = await fetch(`http://127.0.0.1:${port}/`, { mode: 'no-cors' }).then(() => true, () => false);
    if (!listens) return `127.0.0.1:${port}`;
  }
}

/** What the page logs by `console[method]` and what errors it reports, until `restore`. */
class Console {
  warnings = new Queue();
  errors = new Queue();
  #warn = console.warn;
  #listener = (event) => {
    event.preventDefault();
    this.errors.push(event.error);
  };

  constructor() {
    console.warn = (...args) => this.warnings.push(args);
    addEventListener('error', this.#listener);
  }

  restore() {
    console.warn = this.#warn;
    removeEventListener('error', this.#listener);
  }
}

return { Queue, within, Wire, outcome, sign, deadHost, Console };
})();
