import { RealtimeError as Base } from '../../src/js/error.js';

/** The documented codes; a server may send others. */
export type RealtimeErrorCode =
  | 'ERROR'
  | 'EXISTS'
  | 'INVALID_CORS'
  | 'INVALID_PARAMETER'
  | 'INVALID_REQUEST'
  | 'NOT_EXISTS'
  | 'NOT_SUPPORTED'
  | 'SERVICE_DISABLED'
  | (string & {});

/** What every rejection of this package is. */
export interface RealtimeError extends Error {
  readonly name: 'RealtimeError';
  /** What sort of failure it is: `INVALID_REQUEST`, `INVALID_PARAMETER`, `NOT_SUPPORTED`, `ERROR`, … */
  readonly code: RealtimeErrorCode;
  /** The group that a post was for, where it has not been joined. */
  readonly recipient?: string;
  /** What went wrong underneath, for example what the `token` function threw. */
  readonly cause?: unknown;
}

interface RealtimeErrorConstructor {
  new (code: RealtimeErrorCode, message: string, details?: { recipient?: string; cause?: unknown }): RealtimeError;
  readonly prototype: RealtimeError;
}

export const RealtimeError = Base as unknown as RealtimeErrorConstructor;
