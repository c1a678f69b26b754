import type { TwoFactor, TwoFactorChallenge } from '../api.js';
import type { ServerError } from '../server-error.js';
import { sha256 } from './digest.js';

/** How many codes are asked for in a row, for one call. */
export const MAX_CODES = 3;

/** A code for the server, and how it was made. */
export interface Code {
  code: string;
  method: string;
}

/** Whether the server wants a second factor, or another one. */
export const wantsCode = (error: ServerError | undefined): error is ServerError =>
  error?.error === 'totp-required' || error?.error === 'totp-invalid';

/** Asks for the code that `error` wants for the call of `name`. Nothing: it is given up. */
export async function askForCode(ask: TwoFactor, name: string, error: ServerError): Promise<Code | undefined> {
  const challenge: TwoFactorChallenge = {
    // What servers before the other ways of making codes do not say.
    codeGenerated: false,
    availableMethods: [],
    ...error.details,
    method: error.details?.method ?? 'totp',
    for: name,
    wasWrong: error.error === 'totp-invalid',
  };
  const code = await ask(challenge);
  if (!code) return undefined;
  const { method } = challenge;
  return { method, code: method === 'password' ? await sha256(code) : code };
}
