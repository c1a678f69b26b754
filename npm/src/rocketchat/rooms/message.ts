// What a room's messages are to a client, and what is different when one of them comes again.

import type { Message } from '../types/message.js';

/**
 * What is different in a message that comes again. Where it is several things at once: the first of these.
 * `changed` is anything else, for example the preview of a link.
 */
export type MessageChange =
  | 'edited' | 'reacted' | 'pinned' | 'unpinned' | 'starred' | 'unstarred' | 'replied' | 'changed';

/** What is remembered of a message, so that another copy of it can be told from this one. */
export interface Sight {
  /** When it was changed last, in milliseconds since 1970. */
  readonly at: number;
  /** When it was posted. */
  readonly ts: number;
  readonly text: string;
  readonly edited: number;
  readonly reactions: string;
  readonly pinned: boolean;
  readonly starred: number;
  readonly replies: number;
}

/** The moment of a field: a `Date` over DDP, ISO text over REST. 0 where there is none. */
export function timeOf(value: unknown): number {
  const time = value instanceof Date ? value.getTime() : typeof value === 'string' ? Date.parse(value) : Number(value ?? 0);
  return Number.isFinite(time) ? time : 0;
}

/** What of `message` another copy is compared with. */
export function sightOf(message: Message): Sight {
  const ts = timeOf(message.ts);
  return {
    at: timeOf(message._updatedAt) || ts,
    ts,
    text: message.msg,
    edited: timeOf(message.editedAt),
    reactions: JSON.stringify(message.reactions ?? {}),
    pinned: message.pinned === true,
    starred: message.starred?.length ?? 0,
    replies: message.tcount ?? 0,
  };
}

/** Whether two copies show the same. */
export const isSame = (a: Sight, b: Sight): boolean => (Object.keys(a) as (keyof Sight)[]).every((key) => a[key] === b[key]);

/** What `now` shows that `before` did not. */
export function changeOf(before: Sight, now: Sight): MessageChange {
  if (now.edited !== before.edited || now.text !== before.text) return 'edited';
  if (now.reactions !== before.reactions) return 'reacted';
  if (now.pinned !== before.pinned) return now.pinned ? 'pinned' : 'unpinned';
  if (now.starred !== before.starred) return now.starred > before.starred ? 'starred' : 'unstarred';
  return now.replies !== before.replies ? 'replied' : 'changed';
}

/** How much later than its posting the first copy of a message may be written: as far as servers let a client's clock differ. */
const PROMPT = 60_000;

/**
 * What has happened to a message of which no earlier copy is known, as far as it shows by itself. Nothing where it may well
 * be new: nobody has edited it, reacted to it or answered it, and it was written when it was posted.
 */
export function marksOf(now: Sight): MessageChange | undefined {
  const change = changeOf({ ...now, edited: 0, reactions: '{}', pinned: false, starred: 0, replies: 0 }, now);
  return change === 'changed' && now.at - now.ts <= PROMPT ? undefined : change;
}

/**
 * Whether a message stands in the place of one that nobody is to see any more: servers that show where a message was deleted
 * send it again as one of the sort `rm`, and those that keep old versions as a hidden one.
 */
export const isGone = ({ t, _hidden }: Message): boolean => t === 'rm' || _hidden === true;

/**
 * Whether the text is all there is to a message: it has no attachments, and is none of those that the server writes itself.
 * Mentions, links and parsed markup say nothing that the text does not.
 */
export function isPlain(message: Message): boolean {
  return !message.t && !message.attachments?.length && !BEYOND_TEXT.some((field) => message[field] != null);
}

const BEYOND_TEXT = ['file', 'fileUpload', 'location', 'blocks', 'content'];
