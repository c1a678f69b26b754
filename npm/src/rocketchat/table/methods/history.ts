// What was said before, and how far it has been read.

import type { History, Message, MessageChanges, MessageChangesQuery, Surroundings } from '../../types/message.js';

/** Methods that read what was said before. */
export interface HistoryMethods {
  /**
   * The newest messages of a room, or the newest before a moment. `lastSeen` tells from where on messages count as unread.
   * False where the room may not be read.
   * @status documented
   * @rest PARTIAL GET <channels|groups|im>.history {roomId: rid, latest: before, count, showThreadMessages} → {messages: body.messages, unreadNotLoaded: 0}
   * @lacks it does not count what is unread
   * @refuse lastSeen
   */
  loadHistory(
    rid: string,
    before?: Date | null,
    count?: number,
    lastSeen?: Date | null,
    showThreadMessages?: boolean,
  ): Promise<History | false>;
  /**
   * The messages of a room since a moment. False where the room may not be read.
   * @status undocumented
   * @rest PARTIAL GET chat.syncMessages {roomId: rid, lastUpdate: since} → newestFirst(body.result.updated, since)
   * @lacks what it says of changes and deletions is left out
   */
  loadMissedMessages(rid: string, since: Date): Promise<Message[] | false>;
  /**
   * The first messages of a room after a moment.
   * @status undocumented
   * @rest WRONG GET chat.syncMessages
   * @lacks it goes by when a message changed, not when it was sent
   * @instead `loadHistory`
   */
  loadNextMessages(
    rid: string,
    after?: Date | null,
    count?: number,
    showThreadMessages?: boolean,
  ): Promise<{ messages: Message[]; [field: string]: unknown }>;
  /**
   * The messages before and after one.
   * @status undocumented
   * @rest WRONG GET chat.syncMessages
   * @lacks it knows of no message in the middle
   * @instead `loadHistory`
   */
  loadSurroundingMessages(
    message: { _id: string; rid: string },
    count?: number,
    showThreadMessages?: boolean,
  ): Promise<Surroundings | false>;
  /**
   * What has changed in a room: since a moment (`lastUpdate`), or from a cursor on.
   * @status undocumented
   * @rest PARTIAL GET chat.syncMessages {roomId: rid, lastUpdate: query.lastUpdate, count: query.count, next: query.next, previous: query.previous, type: query.type} → body.result
   * @lacks it knows no bounds of when messages were sent
   * @refuse query.latestDate || query.oldestDate || query.inclusive || query.unreads
   */
  'messages/get'(rid: string, query: MessageChangesQuery): Promise<MessageChanges>;
  /**
   * The messages of a thread, the newest first, and the one that began it. Marks the thread as read.
   * @status undocumented
   * @rest PARTIAL GET chat.getThreadMessages {tmid: thread.tmid, count: thread.limit, offset: thread.skip} → newestFirst(body.messages)
   * @lacks it does not mark the thread as read, and leaves out the message that began it
   */
  getThreadMessages(thread: { tmid: string; limit?: number; skip?: number }): Promise<Message[]>;
  /**
   * The messages that threads of a room began with.
   * @status undocumented
   * @rest OK GET chat.getThreadsList {rid: room.rid, count: room.limit, offset: room.skip} → body.threads
   */
  getThreadsList(room: { rid: string; limit?: number; skip?: number }): Promise<Message[]>;
  /**
   * Marks a room as read.
   * @status undocumented
   * @rest OK POST subscriptions.read {rid, readThreads} → nothing
   */
  readMessages(rid: string, readThreads?: boolean): Promise<void>;
  /**
   * Marks a room as unread: from a message on, or its last message.
   * @status undocumented
   * @rest OK POST subscriptions.unread {firstUnreadMessage: from, roomId: rid} → nothing
   */
  unreadMessages(from?: { _id: string }, rid?: string): Promise<void>;
  /**
   * Marks a thread as read.
   * @status undocumented
   * @rest WRONG POST subscriptions.read
   * @lacks it marks the whole room as read
   */
  readThreads(tmid: string): Promise<void>;
}
