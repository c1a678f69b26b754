// Messages and what belongs to them.

import type { RoomType } from './room.js';
import type { UserRef } from './user.js';

/**
 * A message. The same message comes again on `room-messages` whenever something of it changes: the newest `_updatedAt`
 * counts. Source: the message schema of the published documentation.
 */
export interface Message {
  _id: string;
  /** The room. */
  rid: string;
  msg: string;
  ts: Date;
  /** The sender. */
  u: UserRef;
  _updatedAt: Date;
  /** What kind of system message it is (`uj`: somebody joined, `rm`: a message was removed, …); missing otherwise. An open set. */
  t?: string;
  /** The message that began the thread which this one is in. */
  tmid?: string;
  /** Whether a message of a thread is shown in its room, too. */
  tshow?: boolean;
  /** Of the first message of a thread: how many answers there are, when the last one was, and who follows. */
  tcount?: number;
  tlm?: Date;
  replies?: string[];
  /** Of a message that stands for a discussion: its room, and how many messages are in it. */
  drid?: string;
  dcount?: number;
  mentions?: Mention[];
  channels?: { _id: string; name: string; [field: string]: unknown }[];
  urls?: MessageUrl[];
  /** The text as it is understood: a syntax tree. */
  md?: unknown[];
  /** Blocks of the UI Kit. */
  blocks?: unknown[];
  attachments?: Attachment[];
  file?: MessageFile;
  files?: MessageFile[];
  /** Who reacted, by reaction (`:thumbsup:`). */
  reactions?: Reactions;
  /** Who has starred it. */
  starred?: { _id: string }[];
  pinned?: boolean;
  pinnedAt?: Date;
  pinnedBy?: UserRef;
  editedAt?: Date;
  editedBy?: UserRef;
  /** Whether not everybody has read it. */
  unread?: boolean;
  alias?: string;
  avatar?: string;
  emoji?: string;
  groupable?: boolean;
  parseUrls?: boolean;
  /** Shown to one user only, until the page is left. */
  private?: boolean;
  temp?: boolean;
  bot?: unknown;
  e2e?: string;
  content?: unknown;
  location?: { type: 'Point'; coordinates: [longitude: number, latitude: number] };
  role?: string;
  /** The visitor's token, in livechat. */
  token?: string;
  customFields?: Record<string, unknown>;
  _hidden?: boolean;
  imported?: boolean;
  sentByEmail?: boolean;
  [field: string]: unknown;
}

/** Who reacted how. */
export type Reactions = Record<string, { usernames: string[]; names?: string[]; [field: string]: unknown }>;

/** Somebody, or a team, who is named in a message by `@`. */
export interface Mention {
  _id: string;
  username?: string;
  name?: string;
  /** `user` or `team`. */
  type?: string;
  [field: string]: unknown;
}

/** A link of a message, with what the server found behind it. */
export interface MessageUrl {
  url: string;
  meta?: Record<string, unknown>;
  headers?: Record<string, string>;
  parsedUrl?: Record<string, unknown>;
  [field: string]: unknown;
}

/** A file of a message; its `size` is in bytes. */
export interface MessageFile {
  _id: string;
  name?: string;
  type?: string;
  size?: number;
  format?: string;
  [field: string]: unknown;
}

/** Something that is shown with a message. */
export interface Attachment {
  title?: string;
  title_link?: string;
  title_link_download?: boolean;
  text?: string;
  description?: string;
  /** Servers send ISO text here in some places, unlike everywhere else. */
  ts?: Date | string;
  type?: string;
  color?: string;
  collapsed?: boolean;
  author_name?: string;
  author_link?: string;
  author_icon?: string;
  image_url?: string;
  audio_url?: string;
  video_url?: string;
  thumb_url?: string;
  message_link?: string;
  fields?: { title: string; value: string; short?: boolean }[];
  attachments?: Attachment[];
  [field: string]: unknown;
}

/** A message to be sent. Servers refuse other fields than these. */
export interface NewMessage {
  /** Chosen by the client (17 letters and digits are customary): sending it again does nothing then. */
  _id?: string;
  rid: string;
  msg?: string;
  tmid?: string;
  tshow?: boolean;
  /** At most 10 seconds away from the server's clock; from a minute on, the message is refused. */
  ts?: Date;
  t?: string;
  bot?: unknown;
  content?: unknown;
  e2e?: string;
  e2eMentions?: unknown;
  customFields?: Record<string, unknown>;
  federation?: unknown;
  groupable?: boolean;
  sentByEmail?: boolean;
}

/** A message that is changed. */
export interface MessageEdit {
  _id: string;
  rid: string;
  msg: string;
  [field: string]: unknown;
}

/** What `room-messages/__my_messages__` tells beside a message. */
export interface MyMessageContext {
  roomParticipant: boolean;
  roomType: RoomType;
  roomName?: string;
  [field: string]: unknown;
}

/** Messages that have been removed together. */
export interface BulkDeletion {
  rid: string;
  excludePinned?: boolean;
  ignoreDiscussion?: boolean;
  /** Bounds of `ts`, by operator: `$gt`, `$gte`, `$lt`, `$lte`. */
  ts: Record<string, Date>;
  /** Only messages of these users; everybody's where it is empty. */
  users: string[];
  ids?: string[];
  showDeletedStatus?: boolean;
  filesOnly?: boolean;
  replaceFileAttachmentsWith?: unknown;
  [field: string]: unknown;
}

/** A page of a room's history. */
export interface History {
  /** The newest first. */
  messages: Message[];
  /** How many messages nobody has read are older than these. */
  unreadNotLoaded: number;
  firstUnread?: Message;
  [field: string]: unknown;
}

/** The messages around one of them. */
export interface Surroundings {
  messages: Message[];
  moreBefore: boolean;
  moreAfter: boolean;
  [field: string]: unknown;
}

/** Which changes `messages/get` looks for. `next` and `previous` are cursors of an earlier answer, and need `type`. */
export interface MessageChangesQuery {
  lastUpdate?: Date;
  latestDate?: Date;
  oldestDate?: Date;
  inclusive?: boolean;
  count?: number;
  unreads?: boolean;
  next?: string;
  previous?: string;
  type?: 'UPDATED' | 'DELETED';
}

/** What has changed in a room. */
export interface MessageChanges {
  updated: Message[];
  deleted: { _id: string; _deletedAt: Date; [field: string]: unknown }[];
  cursor?: { next: string | null; previous: string | null };
  [field: string]: unknown;
}

/** A notification for the desktop. */
export interface DesktopNotification {
  title: string;
  text: string;
  duration?: number;
  payload: {
    _id: string;
    rid: string;
    tmid?: string;
    sender: UserRef;
    type: RoomType;
    name?: string;
    message: { msg?: string; t?: string; attachments?: Attachment[]; [field: string]: unknown };
    [field: string]: unknown;
  };
  [field: string]: unknown;
}
