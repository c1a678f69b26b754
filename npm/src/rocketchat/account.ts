import { decode, encode } from '../../../src/js/ejson.js';
import { invalid } from '../bounds.js';
import { RealtimeError } from '../error.js';
import type { Login, LoginResult, LoginSource, TwoFactor } from './api.js';
import { payloadOf, usernameOf, withCode } from './login/payload.js';
import { MAX_CODES, askForCode, wantsCode } from './login/two-factor.js';
import { type ServerError, refusedWith } from './server-error.js';

/** What the core was given to log in with. */
interface Offer {
  payload: object;
  kind: 'login' | 'token';
  /** Where the login came from that the payload was made of. */
  login: Login | undefined;
  /** Whether that is one that the page tries, which may take it back. */
  isTried: boolean;
}

/** Somebody who is logged in. */
export interface Identity {
  id: string;
  username: string | undefined;
}

/**
 * Who the client is, and what it logs in with: the token of the login before, where there is one, else the login that
 * the page has given. A login of the page's counts from the moment on at which the server has accepted it.
 */
export class Account {
  #source: LoginSource | undefined;
  #twoFactor: TwoFactor | undefined;
  /** The login that is being tried for the page. */
  #trying: Login | undefined;
  /** The token of the login before. It is kept in memory only. */
  #token: string | undefined;
  #offer: Offer | undefined;
  /** How often there was something to offer to be found. */
  #questions = 0;
  /** Why the offer was refused. */
  #refusal: ServerError | undefined;
  /** How many codes were given for this offer. */
  #codes = 0;
  /** Whether the page was asked for another login already, after one that was refused. */
  #asked = false;
  #identity: Identity | undefined;
  /** The parameter of the page's login that the token comes from. */
  #origin: object | undefined;
  #lastRefusal: RealtimeError | undefined;

  constructor(source: LoginSource | undefined, twoFactor: TwoFactor | undefined) {
    this.#source = source ?? undefined;
    this.#twoFactor = twoFactor;
  }

  /** Who is logged in. */
  get identity(): Identity | undefined {
    return this.#identity;
  }

  /** What authorizes requests over HTTP. */
  get credentials(): { userId: string; token: string } | undefined {
    return this.#identity && this.#token !== undefined ? { userId: this.#identity.id, token: this.#token } : undefined;
  }

  /** The parameter of the page's login that the offer goes back to: what the user is known by, whatever the token. */
  get origin(): object | undefined {
    return this.#offer?.kind === 'login' ? bare(this.#offer.payload) : this.#offer && this.#origin;
  }

  /** Why the login before came to nothing, if it did. */
  get refusal(): RealtimeError | undefined {
    return this.#lastRefusal;
  }

  /** The JSON text of what to log in with; undefined to give up, or to stay anonymous. */
  async token(): Promise<string | undefined> {
    const refusal = this.#refusal;
    this.#refusal = undefined;
    const question = ++this.#questions;
    try {
      let offer = refusal && this.#offer ? await this.#another(this.#offer, refusal) : await this.#first();
      if (offer && this.#isTakenBack(offer)) offer = await this.#first();
      // A late answer, for example of somebody who was asked for a code, is not what is offered.
      if (question !== this.#questions) return undefined;
      this.#offer = offer;
      return offer && JSON.stringify(encode(offer.payload));
    } catch (cause) {
      const isOurs = cause instanceof RealtimeError;
      throw (this.#lastRefusal = isOurs ? cause : new RealtimeError('ERROR', 'There is nothing to log in with.', { cause }));
    }
  }

  /** Tries this login next; the function that is given ends that, and the server's answer does. */
  attempt(login: Login): () => void {
    if (!login || typeof login !== 'object') throw invalid('login', 'must be an object.');
    this.#trying = login;
    this.#lastRefusal = undefined;
    return () => {
      if (this.#trying === login) this.#trying = undefined;
    };
  }

  /** Whether this login is still to be answered. */
  isTrying(login: Login): boolean {
    return this.#trying === login;
  }

  /** The server has accepted the offer; nothing where it was forgotten meanwhile. */
  accepted(raw: any): LoginResult | undefined {
    if (!this.#offer) return undefined;
    const { id, token, tokenExpires } = decode(raw) as { id: string; token: string; tokenExpires?: Date };
    const { login } = this.#offer;
    if (login && login === this.#trying) {
      this.#source = lasting(login);
      this.#trying = undefined;
    }
    const known = this.#identity?.id === id ? this.#identity.username : undefined;
    this.#identity = { id, username: usernameOf(login) ?? known };
    this.#token = token;
    this.#origin = this.origin;
    this.#lastRefusal = undefined;
    this.#asked = false;
    return { userId: id, token, tokenExpires };
  }

  /** The server has refused the offer: the next one is another one. */
  refused(error: ServerError): RealtimeError {
    this.#refusal = error;
    return (this.#lastRefusal = refusedWith(error, 'The server refused the login.'));
  }

  /** Nobody is logged in any more, and the page's login is forgotten; gives whether anybody was. */
  forget(): boolean {
    // What is being found to log in with is not wanted any more.
    this.#questions++;
    this.#source = this.#trying = undefined;
    return this.expire();
  }

  /** The server lets nobody in; gives whether anybody was. Another connection begins with the page's login. */
  expire(): boolean {
    const was = this.#identity !== undefined;
    this.#identity = this.#token = this.#origin = this.#offer = this.#refusal = undefined;
    return was;
  }

  async #first(): Promise<Offer | undefined> {
    this.#codes = 0;
    this.#asked = false;
    if (this.#trying) return offer(this.#trying, true);
    if (this.#token !== undefined) return { payload: { resume: this.#token }, kind: 'token', login: undefined, isTried: false };
    return this.#fromSource(false);
  }

  /** What to offer after `refused`, for the reason that the server gave. */
  async #another(refused: Offer, error: ServerError): Promise<Offer | undefined> {
    if (this.#isTakenBack(refused)) return this.#first();
    if (this.#twoFactor && wantsCode(error) && this.#codes++ < MAX_CODES) {
      const code = await askForCode(this.#twoFactor, 'login', error);
      return code && { ...refused, payload: withCode(bare(refused.payload), code.code) };
    }
    // The handshake may have begun with what there was before.
    if (this.#trying) return refused.login === this.#trying ? undefined : offer(this.#trying, true);
    if (refused.kind === 'token') {
      this.#token = undefined;
      return this.#fromSource(true);
    }
    if (typeof this.#source !== 'function' || this.#asked) return undefined;
    return this.#fromSource(true);
  }

  async #fromSource(refused: boolean): Promise<Offer | undefined> {
    this.#codes = 0;
    this.#asked = refused;
    const source = this.#source;
    const login = typeof source === 'function' ? await source({ refused }) : source;
    return login ? offer(login, false) : undefined;
  }

  #isTakenBack({ login, isTried }: Offer): boolean {
    return isTried && login !== this.#trying;
  }
}

const offer = async (login: Login, isTried: boolean): Promise<Offer> => ({
  payload: await payloadOf(login),
  kind: 'login',
  login,
  isTried,
});

/** A login without the code that was given with it. */
const bare = (payload: object): object => ('totp' in payload ? (payload.totp as { login: object }).login : payload);

/** What of a login can be used again: a code cannot. */
const lasting = (login: Login): Login => ('totp' in login ? login.totp.login : login);
