import { refusalOf } from '../../../src/js/ddp.js';
import { RealtimeError } from '../error.js';

/** An error as the server sends it. Source: the DDP specification, "Errors". */
export interface ServerError {
  error: string | number;
  reason?: string;
  message?: string;
  details?: any;
}

/** What `error` of the server is to the page; where it gave none, `NOT_ALLOWED` with the text that is given. */
export function refusedWith(error: ServerError | undefined, otherwise: string): RealtimeError {
  if (!error) return new RealtimeError('NOT_ALLOWED', otherwise, { settled: 'refused' });
  return refusalOf(error, 'refused') as unknown as RealtimeError;
}

/** The server's own error behind a rejection; undefined where the server said nothing. */
export function serverErrorOf(error: unknown): ServerError | undefined {
  const cause = error instanceof RealtimeError ? error.cause : undefined;
  return cause && typeof cause === 'object' && 'error' in cause ? (cause as ServerError) : undefined;
}
