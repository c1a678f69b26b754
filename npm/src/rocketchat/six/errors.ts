// The documented refusals, with the texts of `crates/protocol/src/error.rs`.

import { RealtimeError } from '../../error.js';

const neverSent = { settled: 'never-sent' } as const;

export const badCallback = () => new RealtimeError('INVALID_REQUEST', 'Callback must be a function.', neverSent);

export const loginRequired = (cause?: unknown) => new RealtimeError('INVALID_REQUEST', 'User login is required.', { ...neverSent, cause });

export const noConnection = () =>
  new RealtimeError('INVALID_REQUEST', 'No realtime connection. Execute connectRealtime() before this method.', neverSent);

export const notOpen = () =>
  new RealtimeError('INVALID_REQUEST', 'Realtime connection is not open. Try reconnecting with connectRealtime().', neverSent);

export const notJoined = (recipient: string) =>
  new RealtimeError('INVALID_REQUEST', "User has not joined to the recipient group. Run joinRealtime('...')", { ...neverSent, recipient });

export const noRecipient = () => new RealtimeError('INVALID_REQUEST', 'No recipient.', neverSent);

export const badRecipient = () =>
  new RealtimeError('INVALID_PARAMETER', '"recipient" must be a string, { user }, { group } or { connection }.', neverSent);

export const badGroup = () => new RealtimeError('INVALID_PARAMETER', '"group" must be a string | null.', neverSent);

export const badData = (cause?: unknown) => new RealtimeError('INVALID_REQUEST', 'Invalid data type.', { ...neverSent, cause });

export const tooMuchData = () => new RealtimeError('INVALID_REQUEST', 'Data should not exceed 2MB', neverSent);
