/**
 * Posts JSON text and gives `{ status, body, retryAfter }`: `body` parsed where it is JSON and
 * otherwise as text, `retryAfter` as the header has it.
 *
 * Where there is no answer it gives the reason instead: `aborted` by the progress callback,
 * `timeout` after `timeout` milliseconds, or `network`.
 */
export async function post(url, headers, body, progress, timeout) {
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
      retryAfter: response.headers.get('Retry-After') ?? undefined,
    };
  } catch {
    return reason;
  } finally {
    clearTimeout(timer);
  }
}

/** Milliseconds until the date of a `Retry-After` header; `NaN` where it is none. */
export const millisUntil = (date) => Math.max(0, Date.parse(date) - Date.now());

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
