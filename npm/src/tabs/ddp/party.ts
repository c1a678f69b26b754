import { sha256 } from '../../rocketchat/login/digest.js';
import { userOf } from '../party.js';

/** The language of the tabs among each other: those of two releases that speak differently do not meet. */
const VERSION = 'groupwire/ddp-1';

const NOBODY = 'nobody';

/**
 * The name of the party that shares a connection to `url`: one for each endpoint and each login there, as the parameter of
 * the method `login` says. It tells nobody what that is. A token that names its user stands for any other of the user's.
 * Without a login, tabs are the party of nobody.
 */
export async function partyOf(url: string, param: unknown): Promise<string> {
  const endpoint = new URL(url).href;
  return `${VERSION} ${endpoint} ${param === undefined ? NOBODY : await nameOf(endpoint, param)}`;
}

/** Whether the tabs of a party are without a login. */
export const isForNobody = (party: string): boolean => party.endsWith(` ${NOBODY}`);

async function nameOf(endpoint: string, param: unknown): Promise<string> {
  const { resume } = (param ?? {}) as { resume?: unknown };
  const user = typeof resume === 'string' ? userOf(resume) : undefined;
  return user ?? sha256(`${endpoint} ${JSON.stringify(withoutCode(param))}`);
}

/** The login itself, where it comes with the code of a second factor. */
function withoutCode(param: unknown): unknown {
  const { totp } = (param ?? {}) as { totp?: { login?: unknown } };
  return totp?.login ?? param;
}
