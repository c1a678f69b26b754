// The streams of a room.

import type { BulkDeletion, Message, MyMessageContext } from '../../types/message.js';
import type { InquiryChange, LivechatRoomEvent } from '../../types/omnichannel.js';
import type { Room } from '../../types/room.js';
import type { UserRef } from '../../types/user.js';

/**
 * Messages of rooms, new and changed ones alike: the newest `_updatedAt` of an `_id` counts. Deletions are on
 * `notify-room`.
 *
 * @read whoever can read the room, or has the token of its livechat visitor
 * @write nobody
 */
export interface RoomMessages {
  /**
   * The messages of one room.
   * @status documented
   */
  '<rid>'(message: Message, user?: UserRef, room?: Room): void;
  /**
   * The messages of all rooms of the user who is logged in.
   * @status documented
   */
  '__my_messages__'(message: Message, context: MyMessageContext): void;
}

/**
 * What happens in a room beside its messages.
 *
 * @read whoever can read the room, or has the token of its livechat visitor
 * @write `user-activity` and `typing` alone, and only under one's own name; others are refused without a word
 */
export interface NotifyRoom {
  /**
   * What somebody is doing (`user-typing`, …); nothing is left of it where the list is empty.
   * @status documented
   */
  '<rid>/user-activity'(username: string, activities: string[], extra?: Record<string, unknown>): void;
  /**
   * Whether somebody is typing. `user-activity` has taken its place.
   * @status documented, removed in 6.0
   */
  '<rid>/typing'(username: string, typing: boolean): void;
  /**
   * A message is gone.
   * @status documented
   */
  '<rid>/deleteMessage'(message: { _id: string }): void;
  /**
   * Many messages are gone at once: those that fit the description.
   * @status undocumented
   */
  '<rid>/deleteMessageBulk'(deletion: BulkDeletion): void;
  /**
   * Somebody needs the key of an encrypted room.
   * @status undocumented
   */
  '<rid>/e2e.keyRequest'(keyId: string): void;
  /**
   * A video conference has begun, or is another one.
   * @status undocumented
   */
  '<rid>/videoconf'(callId: string): void;
  /**
   * Everything up to a moment has been read, in the room or in one of its threads.
   * @status undocumented
   */
  '<rid>/messagesRead'(read: { until: Date; tmid?: string }): void;
  /**
   * An import has put messages into the room: what is known of it is out of date.
   * @status undocumented
   */
  '<rid>/messagesImported'(nothing: null): void;
}

/**
 * A way to reach each member of a room: what is written here arrives on their `notify-user`.
 *
 * @read nobody
 * @write the members of the room
 */
export interface NotifyRoomUsers {
  /**
   * Signals of a video conference.
   * @status documented
   */
  '<rid>/video-conference'(signal: { action: string; params: { callId: string; uid: string; rid: string } }): void;
  /**
   * Data of a user.
   * @status documented
   */
  '<rid>/userData'(...data: unknown[]): void;
  /**
   * Signals of a call from browser to browser.
   * @status documented, removed in 8.0
   */
  '<rid>/webrtc'(...signal: unknown[]): void;
}

/**
 * The document of a livechat room.
 *
 * @read whoever can read the room
 * @write nobody
 */
export interface RoomData {
  /**
   * The room is another one than it was; with nothing but `_id` it is gone from the queue.
   * @status undocumented
   */
  '<rid>'(room: Room): void;
}

/**
 * What a livechat visitor is told of their room.
 *
 * @read the visitor, by their token
 * @write nobody
 */
export interface LivechatRoom {
  /**
   * Agent, queue and visitor of the room.
   * @status documented
   */
  '<rid>'(event: LivechatRoomEvent): void;
}

/**
 * Visitors who wait for an agent.
 *
 * @read agents
 * @write nobody
 */
export interface LivechatInquiryQueueObserver {
  /**
   * Those for any agent.
   * @status documented
   */
  'public'(inquiry: InquiryChange): void;
  /**
   * Those for a department.
   * @status documented
   */
  'department/<departmentId>'(inquiry: InquiryChange): void;
  /**
   * Those for one agent.
   * @status documented
   */
  'agent/<agentId>'(inquiry: InquiryChange): void;
  /**
   * A single one.
   * @status documented
   */
  '<inquiryId>'(inquiry: InquiryChange): void;
}

/**
 * Conferences.
 *
 * @read whoever can read the room of the call
 * @write nobody
 */
export interface VideoConference {
  /**
   * The call is another one than it was.
   * @status undocumented
   */
  '<callId>/updated'(...call: unknown[]): void;
}
