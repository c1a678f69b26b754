import type { Tab } from '../company.js';
import type { Calls } from './calls.js';
import { type Message, tell } from './messages.js';

/** Says whether the parameter of a login is one of the party's. */
export type Fits = (param: unknown) => Promise<boolean>;

/** What refuses the login of somebody else. Its code is no server's. */
const SHARED = {
  error: 'shared-connection',
  reason: 'This connection is shared with tabs of somebody else. Use login(), which makes another one.',
};

/**
 * Who is logged in: the first tab logs the connection in, and the others are told the same. One login goes on at a time.
 *
 * Tabs that meet here have the same login (`party.ts`). So whoever shows it, or a token that the server knows them by, gets
 * what the server has said before.
 */
export class Logins {
  #calls: Calls;
  #fits: Fits;
  #isForNobody: boolean;
  /** What the server has said to the login that it accepted. */
  #accepted: unknown;
  /** The parameters that it accepted, and its own token. */
  #known = new Set<string>();
  #turn: Promise<unknown> = Promise.resolve();

  /** @param isForNobody whether the party is that of tabs without a login */
  constructor(calls: Calls, isForNobody: boolean, fits: Fits) {
    this.#calls = calls;
    this.#isForNobody = isForNobody;
    this.#fits = fits;
  }

  /** A tab logs in. `isThere` tells whether it still is when its turn comes. */
  login(tab: Tab, message: Message, isThere: () => boolean): void {
    this.#turn = this.#turn.then(async () => {
      const param = message.params?.[0];
      const mayLogIn = await this.#mayLogIn(param);
      if (!isThere()) return;
      if (!mayLogIn) return answer(tab, message, { error: SHARED });
      if (this.#accepted !== undefined) return answer(tab, message, { result: this.#accepted });
      // Where the connection ends before the answer, nobody has another turn.
      await new Promise<void>((done) =>
        this.#calls.call(tab, message, ({ error, result }) => {
          if (error === undefined) this.#accept(param, result);
          done();
        }),
      );
    });
  }

  /** The first one counts as one of the party's: it may have a token from a connection before this. */
  async #mayLogIn(param: unknown): Promise<boolean> {
    if (this.#isForNobody) return false;
    return this.#accepted === undefined || this.#known.has(JSON.stringify(param)) || this.#fits(param);
  }

  #accept(param: unknown, result: unknown): void {
    const { token } = (result ?? {}) as { token?: unknown };
    this.#accepted = result ?? null;
    this.#known.add(JSON.stringify(param)).add(JSON.stringify({ resume: token }));
  }
}

function answer(tab: Tab, { id = '' }: Message, what: { result: unknown } | { error: unknown }): void {
  tell(tab, { msg: 'updated', methods: [id] });
  tell(tab, { msg: 'result', id, ...what });
}
