// What is posted, and to whom.

import { isUuid } from '../../../../src/js/list-query.js';
import { utf8Length } from '../../../../src/js/values.js';
import { badData, badRecipient, noRecipient, tooMuchData } from './errors.js';

/** The most bytes of JSON text in a post, as for the other protocols. */
const MAX_BYTES = 2_097_152;

/** Where a post goes. */
export type Target = { group: string } | { username: string } | { userId: string };

/**
 * The receiver of a post: a string that begins with `@` is a user by name, one that is a UUID a user by id, any other a group.
 * Of a user, every connection is reached, so `{ connection }` is the user who stands for it.
 */
export function targetOf(recipient: unknown): Target {
  if (!recipient) throw noRecipient();
  if (typeof recipient === 'string') return isUuid(recipient) ? { userId: recipient } : named(recipient);
  if (typeof recipient !== 'object') throw badRecipient();
  const { user, group, connection } = recipient as Record<string, unknown>;
  const [given, another] = [user, group, connection].filter((name) => name !== undefined);
  if (typeof given !== 'string' || another !== undefined) throw badRecipient();
  if (!given || given === '@') throw noRecipient();
  if (group !== undefined) return { group: given };
  return user !== undefined ? asUser(given) : { userId: given.replace(/^cid:/, '') };
}

const named = (text: string): Target => (/^@./.test(text) ? asUser(text) : { group: text });
const asUser = (text: string): Target => (/^@./.test(text) ? { username: text.slice(1) } : { userId: text });

/** The fields that messages have, and clients set. Source: the server's `sendMessage`, and `chat.sendMessage` for the last line. */
const FIELDS = new Set([
  '_id', 'msg', 'tmid', 'tshow', 'bot', 'content', 'e2e', 'e2eMentions', 'customFields', 'groupable', 'sentByEmail',
  'attachments', 'alias', 'avatar', 'emoji', 'blocks', 'parseUrls', 'previewUrls',
]);

/**
 * What is sent of a payload, read now: what the page does to it later changes nothing.
 *
 * A string is the text. An object with a text `msg` or a list `attachments` and nothing that no message has is a message. Of
 * anything else the JSON is the text, so that nothing is lost.
 */
export function messageOf(payload: unknown): Record<string, unknown> {
  const json = printed(payload);
  if (utf8Length(json) > MAX_BYTES) throw tooMuchData();
  if (typeof payload === 'string') return { msg: payload };
  const value = JSON.parse(json);
  return isMessage(value) ? { msg: '', ...value } : { msg: json };
}

function isMessage(value: any): value is Record<string, unknown> {
  const hasContent = typeof value?.msg === 'string' || (Array.isArray(value?.attachments) && value.msg === undefined);
  return hasContent && Object.keys(value).every((key) => FIELDS.has(key));
}

function printed(payload: unknown): string {
  let text: string | undefined;
  try {
    text = JSON.stringify(payload);
  } catch (cause) {
    throw badData(cause);
  }
  if (text === undefined) throw badData();
  return text;
}
