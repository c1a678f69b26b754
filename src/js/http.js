/**
 * Posts JSON text, after `wait` milliseconds, and gives `{ status, body, retryAfter }`: `body` parsed where it is JSON and
 * otherwise as text, `retryAfter` in milliseconds where the header says so.
 *
 * Where there is no answer it gives the reason instead: `aborted` by the progress callback,
 * `timeout` after `timeout` milliseconds, or `network`.
 */
export async function post(url, headers, body, progress, timeout, wait) {
  if (wait) await new Promise((resolve) => setTimeout(resolve, wait));
  const controller = new AbortController();
  let reason = 'network';
  const stop = (why) => {
    reason = why;
    controller.abort();
  };
  const timer = setTimeout(stop, timeout, 'timeout');
  try {
    const { signal } = controller;
    const response = await fetch(url, { method: 'POST', headers, body, signal });
    const text = await (progress ? download(response, progress, () => stop('aborted')) : response.text());
    return {
      status: response.status,
      body: parse(text),
      retryAfter: millis(response.headers.get('Retry-After')),
    };
  } catch {
    return reason;
  } finally {
    clearTimeout(timer);
  }
}

/** Sixteen random letters and digits. */
export const makeNonce = () =>
  Array.from({ length: 16 }, () => Math.floor(Math.random() * 36).toString(36)).join('');

/** The time in a `Retry-After` header: seconds, or a date. Undefined where it has none. */
function millis(header) {
  const time = /^\d+$/.test(header) ? header * 1000 : Math.max(0, Date.parse(header) - Date.now());
  return Number.isNaN(time) ? undefined : time;
}

async function download(response, progress, abort) {
  const total = Number(response.headers.get('Content-Length')) || 0;
  const decoder = new TextDecoder();
  let text = '';
  let loaded = 0;
  const report = (done) => {
    const part = total ? Math.min(100, (loaded / total) * 100) : 0;
    progress({ status: 'download', progress: done ? 100 : part, loaded, total, abort });
  };
  for (const reader = response.body.getReader(); ; ) {
    const { done, value } = await reader.read();
    if (done) break;
    loaded += value.length;
    text += decoder.decode(value, { stream: true });
    report(false);
  }
  report(true);
  return text + decoder.decode();
}

function parse(text) {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
