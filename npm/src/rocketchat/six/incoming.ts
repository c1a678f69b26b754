// What the callback is told of what happens in rooms.

import type { RealtimeEvent, RealtimeNoticeCode } from '../../types.js';
import { isPlain } from '../rooms/message.js';
import type { Told } from '../rooms/ledger.js';
import type { People } from '../rooms/people.js';
import type { Message } from '../types/message.js';
import { connectionOf } from './directory.js';

type Membership = [RealtimeNoticeCode, by: 'author' | 'text'];

/** The messages that the server writes when somebody comes or leaves: by themselves (`u` is who), or by somebody else (`msg` is who). */
const MEMBERSHIP = new Map<string | undefined, Membership>([
  ['uj', ['USER_JOINED', 'author']],
  ['ujt', ['USER_JOINED', 'author']],
  ['ut', ['USER_JOINED', 'author']],
  ['au', ['USER_JOINED', 'text']],
  ['added-user-to-team', ['USER_JOINED', 'text']],
  ['ul', ['USER_LEFT', 'author']],
  ['ult', ['USER_LEFT', 'author']],
  ['ru', ['USER_LEFT', 'text']],
  ['removed-user-from-team', ['USER_LEFT', 'text']],
]);

/** A message of a group (`null`: a direct one) as the callback is told it. */
export function messageEvent({ message, change }: Told, group: string | null, people: People): RealtimeEvent {
  const membership = change ? undefined : MEMBERSHIP.get(message.t);
  if (group !== null && membership) return membershipNotice(message, group, membership, people);
  return {
    type: group === null ? 'private' : 'message',
    message: contentOf(message),
    ...sender(message.u._id),
    sender_rid: group,
    code: null,
    ...(change && { change }),
    raw: message,
  };
}

/** A message was deleted: the event's `message` is its id. */
export const deletionNotice = (id: string, group: string | null): RealtimeEvent => notice('MESSAGE_DELETED', id, null, group);

/** A user is doing something (`user-typing`, …), or nothing any more. */
export const activityNotice = (username: string, activities: string[], group: string, people: People): RealtimeEvent =>
  notice('USER_ACTIVITY', { username, activities }, people.idOf(username) ?? null, group);

/**
 * What somebody posted: the text where that is all, otherwise the message. For posts from its other endpoint that are no texts,
 * our server keeps the value in `customFields.content`, beside a text that is its JSON, or its `msg`.
 */
export function contentOf(message: Message): unknown {
  const { customFields, msg } = message;
  if (customFields && Object.hasOwn(customFields, 'content')) {
    const content: any = customFields.content;
    if (content?.msg === msg) return content;
    try {
      return JSON.parse(msg);
    } catch {
      // The text was edited since.
    }
  }
  return isPlain(message) ? msg : message;
}

function membershipNotice(message: Message, group: string, [code, by]: Membership, people: People): RealtimeEvent {
  const { u, msg } = message;
  const id = by === 'author' ? u._id : (people.idOf(msg) ?? null);
  const username = by === 'author' ? (u.username ?? u._id) : msg;
  return { ...notice(code, `User "${username}" has ${code === 'USER_JOINED' ? 'joined' : 'left'} the message group.`, id, group), raw: message };
}

const notice = (code: RealtimeNoticeCode, message: unknown, user: string | null, group: string | null): RealtimeEvent => ({
  type: 'notice',
  message,
  ...sender(user),
  sender_rid: group,
  code,
});

const sender = (user: string | null) => ({ sender: user, sender_cid: user === null ? null : connectionOf(user) });
