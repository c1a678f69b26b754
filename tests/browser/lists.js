// @ts-check
// Evaluated as a script: see support/helpers.js.

/**
 * Writes down what is fetched. The requests still reach the server, but for the answers that a test puts before it.
 */
class GroupwireFetches {
  /** @type {{ url: string; method?: string; headers: Record<string, string>; body: any }[]} */
  all = [];
  /** What the next requests are answered instead of reaching the server. @type {Response[]} */
  instead = [];
  #real = globalThis.fetch;

  constructor() {
    globalThis.fetch = (input, init = {}) => {
      const headers = Object.fromEntries(new Headers(init.headers));
      this.all.push({ url: String(input), method: init.method, headers, body: init.body && JSON.parse(String(init.body)) });
      const answer = this.instead.shift();
      return answer ? Promise.resolve(answer) : this.#real.call(globalThis, input, init);
    };
  }

  /**
   * @param {number} status
   * @param {string} body
   * @param {Record<string, string>} headers
   */
  answer(status, body, headers) {
    this.instead.push(new Response(body, { status, headers }));
  }

  restore() {
    globalThis.fetch = this.#real;
  }
}

Object.assign(globalThis, { GroupwireFetches });
