// The streams of a user.

import type { DesktopNotification, Message } from '../../types/message.js';
import type { ClientAction, RemovedSubscription, Room, RoomSubscription } from '../../types/room.js';
import type { Presence, UserDataChange } from '../../types/user.js';

/**
 * What concerns one user alone.
 *
 * @read the user
 * @write `video-conference` and `media-calls` alone, after a check of what is in them
 */
export interface NotifyUser {
  /**
   * A room of the user is new, gone or other than it was.
   * @status documented
   */
  '<uid>/rooms-changed'(action: ClientAction, room: Room): void;
  /**
   * A room of the user is new or gone, or counts of unread messages and settings of it are others. What is removed has
   * little more than its `_id`.
   * @status documented
   */
  '<uid>/subscriptions-changed'(
    ...change:
      | [action: 'inserted' | 'updated' | 'changed', subscription: RoomSubscription]
      | [action: 'removed', subscription: RemovedSubscription]
  ): void;
  /**
   * A message for this user alone, which is kept nowhere.
   * @status documented
   */
  '<uid>/message'(message: Message): void;
  /**
   * A notification to be shown.
   * @status documented
   */
  '<uid>/notification'(notification: DesktopNotification): void;
  /**
   * The user's own document is another one.
   * @status undocumented
   */
  '<uid>/userData'(change: UserDataChange): void;
  /**
   * The user is to be logged out, everywhere or in one session.
   * @status undocumented
   */
  '<uid>/force_logout'(sessionId?: string): void;
  /**
   * A WebDAV account is another one, or gone.
   * @status undocumented
   */
  '<uid>/webdav'(
    change: { type: 'changed'; account: Record<string, unknown> } | { type: 'removed'; account: { _id: string } },
  ): void;
  /**
   * Somebody needs the key of an encrypted room.
   * @status undocumented
   */
  '<uid>/e2ekeyRequest'(rid: string, keyId: string): void;
  /**
   * A call is over.
   * @status undocumented
   */
  '<uid>/call.hangup'(call: { roomId: string }): void;
  /**
   * An app wants something shown.
   * @status undocumented
   */
  '<uid>/uiInteraction'(interaction: Record<string, unknown>): void;
  /**
   * Signals of a conference: somebody calls, answers, declines.
   * @status undocumented
   */
  '<uid>/video-conference'(signal: { action: string; params: { callId: string; uid: string; rid: string } }): void;
  /**
   * Signals of a call, from the server.
   * @status undocumented
   */
  '<uid>/media-signal'(signal: Record<string, unknown>): void;
  /**
   * Signals of a call, to the server, as JSON text. Nothing arrives here.
   * @status undocumented
   */
  '<uid>/media-calls'(signal: string): void;
  /**
   * Invitations are others.
   * @status undocumented
   */
  '<uid>/updateInvites'(data: unknown): void;
  /**
   * The agent's departments are others.
   * @status undocumented
   */
  '<uid>/departmentAgentData'(data: unknown): void;
  /**
   * An appointment is about to begin.
   * @status undocumented
   */
  '<uid>/calendar'(notification: Record<string, unknown>): void;
  /**
   * A banner is to be shown.
   * @status undocumented
   */
  '<uid>/banners'(banner: Record<string, unknown>): void;
  /**
   * Off-the-record conversations.
   * @status documented, removed in 8.0
   */
  '<uid>/otr'(...signal: unknown[]): void;
  /**
   * Signals of a call from browser to browser.
   * @status documented, removed in 8.0
   */
  '<uid>/webrtc'(...signal: unknown[]): void;
}

/**
 * The presence of users who are watched. The first subscription stays; each further one adds and removes users, and is
 * answered by its end.
 *
 * @read whoever is logged in
 * @write nobody
 */
export interface UserPresence {
  /**
   * Somebody's presence is another one.
   * @status undocumented
   */
  '<uid>'(presence: Presence): void;
}
