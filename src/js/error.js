/**
 * What every rejection is.
 *
 * `code` and `message` are the documented ones. `recipient` names the group that a post was
 * for, `cause` holds what went wrong underneath, `settled` says how far a post or a join came,
 * where there is such a thing.
 */
export class RealtimeError extends Error {
  constructor(code, message, { recipient, cause, settled } = {}) {
    super(message, cause === undefined ? undefined : { cause });
    this.name = 'RealtimeError';
    this.code = code;
    if (recipient !== undefined) this.recipient = recipient;
    if (settled !== undefined) this.settled = settled;
  }
}

/** A rejection's value, for callers that cannot use `new` with optional parts. */
export const makeError = (code, message, recipient, cause, settled) =>
  new RealtimeError(code, message, { recipient, cause, settled });
