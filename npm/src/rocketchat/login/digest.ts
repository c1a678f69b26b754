import { RealtimeError } from '../../error.js';

/**
 * The SHA-256 of a text in lower-case hexadecimal digits, as servers want passwords.
 *
 * Rejects with `NOT_SUPPORTED` where the platform hashes nothing, as browsers in pages that came over plain HTTP.
 */
export async function sha256(text: string): Promise<string> {
  const { subtle } = globalThis.crypto ?? {};
  if (!subtle) {
    const message = 'A password can only be hashed in a secure context: serve the page over https or from localhost, or give its digest.';
    throw new RealtimeError('NOT_SUPPORTED', message);
  }
  const hash = new Uint8Array(await subtle.digest('SHA-256', new TextEncoder().encode(text)));
  return Array.from(hash, (byte) => byte.toString(16).padStart(2, '0')).join('');
}
