import { decode, encode } from '../../../src/js/ejson.js';
import { invalid } from '../bounds.js';
import { RealtimeError } from '../error.js';
import { isRepeatable } from './again.js';
import type { DataFrame, MethodOptions, TwoFactor } from './api.js';
import { Echoes } from './echoes.js';
import type { Reach } from './feeds.js';
import { MAX_CODES, askForCode, wantsCode } from './login/two-factor.js';
import { messageId } from './message-id.js';
import type { RestApi } from './rest-api.js';
import { serverErrorOf } from './server-error.js';

/** Method calls: what goes around them so that they come to a good end where that is possible. */
export class Calls {
  #reach: Reach;
  #twoFactor: TwoFactor | undefined;
  /** Missing where nothing is to go over REST. */
  #rest: RestApi | undefined;
  #echoes = new Echoes();

  constructor(reach: Reach, twoFactor: TwoFactor | undefined, rest: RestApi | undefined) {
    this.#reach = reach;
    this.#twoFactor = twoFactor;
    this.#rest = rest;
  }

  /** A frame has come. */
  hear(frame: DataFrame): void {
    this.#echoes.hear(frame);
  }

  /** Calls a method with the parameters as they are now. */
  async call(method: string, params: readonly unknown[], options: MethodOptions = {}): Promise<any> {
    if (typeof method !== 'string') throw invalid('method', 'must be a string.');
    if (!Array.isArray(params)) throw invalid('params', 'must be an array.');
    const raw = encode(withoutTail(params)) as unknown[];
    if (method === 'sendMessage' && isObject(raw[0])) return this.#send(raw as [RawMessage], options);
    return this.#make(method, raw, options);
  }

  /**
   * Sends a message under an id of its own, so that a server that has it already does not store it again. Where it is not
   * certain whether it arrived, its echo tells, or the server is asked for it.
   */
  async #send([given, ...rest]: [RawMessage, ...unknown[]], options: MethodOptions): Promise<any> {
    const message = { ...given, _id: given._id ?? messageId() };
    this.#echoes.expect(message._id);
    try {
      return await this.#make('sendMessage', [message, ...rest], { again: true, ...options });
    } catch (error) {
      if (!(error instanceof RealtimeError) || error.settled !== 'unknown') throw error;
      const echo = this.#echoes.find(message._id);
      return echo ? decode(echo) : await this.#find(message, error);
    } finally {
      this.#echoes.forget(message._id);
    }
  }

  /** The message as the server has it; otherwise throws the error of its sending. */
  async #find(message: { _id: string; rid?: string }, error: RealtimeError): Promise<any> {
    // Without an answer of the server to this sending, there is none to a question.
    if (!serverErrorOf(error)) throw error;
    const found = await this.#make('getSingleMessage', [message._id], {}).catch(() => {
      throw error;
    });
    if (found?._id === message._id && found.rid === message.rid) return found;
    throw new RealtimeError(error.code, error.message, { cause: error.cause, settled: 'refused' });
  }

  /** Calls a method, once more with each code that the server wants for it. */
  async #make(method: string, params: unknown[], options: MethodOptions): Promise<any> {
    for (let codes: unknown[] = [], count = 0; ; count++) {
      try {
        return await this.#makeOnce(method, [...params, ...codes], options);
      } catch (error) {
        const refusal = serverErrorOf(error);
        if (!this.#twoFactor || !wantsCode(refusal) || count === MAX_CODES) throw error;
        const code = await askForCode(this.#twoFactor, method, refusal);
        if (!code) throw error;
        codes = [{ twoFactorCode: code.code, twoFactorMethod: code.method }];
      }
    }
  }

  /** Calls a method, over REST where the server does not have it any more. */
  async #makeOnce(method: string, params: unknown[], options: MethodOptions): Promise<any> {
    const { again = isRepeatable(method, params), ...bounds } = options;
    const gone = this.#rest?.find(method);
    if (gone) return this.#rest!.call(method, params, bounds, gone);
    try {
      return decode(await this.#reach(bounds, (core, bounds) => core.call(method, params, { ...bounds, again })));
    } catch (error) {
      if (!this.#rest || !(error instanceof RealtimeError)) throw error;
      if (!this.#rest.note(method, error) && !isForRest(method, params, error)) throw error;
      return this.#rest.call(method, params, bounds, error);
    }
  }
}

/** Fields of messages that the method took once, and newer servers take over REST alone. Source: the keys that both check. */
const REST_FIELDS = ['alias', 'attachments', 'avatar', 'blocks', 'emoji', 'parseUrls', 'previewUrls'];

/** Whether a message was refused that may be sent over REST. */
const isForRest = (method: string, [message]: unknown[], { settled }: RealtimeError): boolean =>
  method === 'sendMessage' && settled === 'refused' && isObject(message) && REST_FIELDS.some((field) => field in message);

interface RawMessage {
  _id?: string;
  rid?: string;
}

const isObject = (value: unknown): value is object => typeof value === 'object' && value !== null;

/** The parameters without those at the end that were left out. */
function withoutTail(params: readonly unknown[]): readonly unknown[] {
  const last = params.findLastIndex((param) => param !== undefined);
  return params.slice(0, last + 1);
}
