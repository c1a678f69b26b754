/** One call of the SDK, as the page shows it. */
export interface Call {
  /** The stop on the wire that it belongs to. */
  readonly fn: string;
  /** The call as source code. */
  readonly code: string;
  /** Made by the page on its own account, not by a click: not worth a line in the log. */
  readonly quiet: boolean;
  state: 'pending' | 'done' | 'failed';
  answer?: unknown;
  ms?: number;
}

const listeners = new Set<(call: Call) => void>();

/** Told of every call twice: when it is made and when it is answered. */
export function onCall(listener: (call: Call) => void): void {
  listeners.add(listener);
}

/** Makes a call, and tells of it. */
export async function traced<Answer>(
  fn: string,
  code: string,
  quiet: boolean,
  run: () => Promise<Answer>,
): Promise<Answer> {
  const call: Call = { fn, code, quiet, state: 'pending' };
  const tell = () => listeners.forEach((listener) => listener(call));
  const start = performance.now();
  // Called before anything else happens: a form has to be read in the event that submits it.
  const answer = run();
  tell();
  try {
    call.answer = await answer;
    call.state = 'done';
    return call.answer as Answer;
  } catch (error) {
    call.answer = error;
    call.state = 'failed';
    throw error;
  } finally {
    call.ms = performance.now() - start;
    tell();
  }
}

/** What went wrong, in one line. */
export function problem(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return 'code' in error ? `${String(error.code)}: ${error.message}` : error.message;
}

/** What the page does on its own account may fail unseen: the next try is never far. */
export function quietly(promise: Promise<unknown>): void {
  promise.catch(() => {});
}
