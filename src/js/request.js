import { makeError } from './error.js';
import { tell } from './events.js';
import { DEADLINE } from './list-bounds.js';

/** How often a request is sent again because the server said when, and the longest wait for that. */
const MAX_RETRIES = 3;
const MAX_WAIT = 60_000;

/**
 * Sends an HTTP request, again when the server says when, and gives `{ status, text }`.
 *
 * @param {string} url
 * @param {RequestInit} init
 * @param {any} call as `bounded` gives it: its `timeout` is that of one attempt, `progress` is told how far the answer is
 * @param {{ fetch?: typeof globalThis.fetch, waits?: (millis: number) => void }} [means] what to use in place of the global
 *   function, and who is told that the server wants to be left alone for a while
 */
export async function request(url, init, call, { fetch = globalThis.fetch, waits } = {}) {
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
      const response = await fetch(url, { ...init, signal: controller.signal });
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
      waits?.(wait);
      if (!call.isLate) await pause(wait, call);
    } catch (cause) {
      throw makeError('ERROR', why, undefined, cause);
    } finally {
      clearTimeout(timer);
    }
  }
}

/** Waits; `call.cancel` ends that, too. */
function pause(millis, call) {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, millis);
    call.cancel = () => {
      clearTimeout(timer);
      resolve();
    };
  });
}

/** JSON, or else the text. */
export function parsed(text) {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

/**
 * How many milliseconds a server wants to be left alone: `Retry-After` in seconds or as a date, or, as Rocket.Chat says it,
 * `X-RateLimit-Reset` in milliseconds since 1970. `NaN` without either.
 */
function retryAfter({ headers }) {
  const text = headers.get('Retry-After');
  if (/^\d+$/.test(text)) return text * 1000;
  return Math.max(0, (text ? Date.parse(text) : Number(headers.get('X-RateLimit-Reset') ?? NaN)) - Date.now());
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
