import { RealtimeError as Base } from '../../src/js/error.js';

/** The documented codes; a server may send others. */
export type RealtimeErrorCode =
  | 'ABORTED'
  | 'ERROR'
  | 'EXISTS'
  | 'INVALID_CORS'
  | 'INVALID_PARAMETER'
  | 'INVALID_REQUEST'
  | 'NOT_EXISTS'
  | 'NOT_SUPPORTED'
  | 'QUEUE_FULL'
  | 'SERVICE_DISABLED'
  | 'TIMEOUT'
  | (string & {});

/** What every rejection of this package is. */
export interface RealtimeError extends Error {
  readonly name: 'RealtimeError';
  /** What sort of failure it is: `INVALID_REQUEST`, `INVALID_PARAMETER`, `NOT_SUPPORTED`, `ERROR`, … */
  readonly code: RealtimeErrorCode;
  /** The group that a post was for, where it has not been joined. */
  readonly recipient?: string;
  /** What went wrong underneath, for example what the `token` function threw, or the reason of an `AbortSignal`. */
  readonly cause?: unknown;
  /**
   * How far a post or a join came.
   * - `never-sent`: not out of this page, so it can be made again
   * - `refused`: to the server, which did not carry it out
   * - `unknown`: it left, and nobody said whether it arrived
   */
  readonly settled?: Settled;
}

/** How far a call came that was rejected. */
export type Settled = 'never-sent' | 'unknown' | 'refused';

type ErrorDetails = Pick<RealtimeError, 'recipient' | 'cause' | 'settled'>;

interface RealtimeErrorConstructor {
  new (code: RealtimeErrorCode, message: string, details?: ErrorDetails): RealtimeError;
  readonly prototype: RealtimeError;
}

export const RealtimeError = Base as unknown as RealtimeErrorConstructor;

/** What a call rejects with where `cause` was thrown: that, if it says itself what happened, otherwise an error with this message. */
export const failure = (cause: unknown, message: string): RealtimeError =>
  cause instanceof RealtimeError ? cause : new RealtimeError('ERROR', message, { cause });
