// What visitors of a website call.

import type { Agent, Guest, LivechatConfig, OfflineMessage, SentVisitorMessage, Visitor, VisitorMessage } from '../../types/omnichannel.js';

/** What visitors of a website call. */
export interface LivechatMethods {
  /**
   * What a livechat widget begins with.
   * @status documented, removed in 5.0
   * @rest PARTIAL GET livechat/config {token} → body.config
   * @lacks it sorts the settings into groups
   */
  'livechat:getInitialData'(token: string): Promise<LivechatConfig>;
  /**
   * Introduces a visitor.
   * @status documented, to be removed by 7.0
   * @rest OK POST livechat/visitor {visitor: guest} → {userId: body.visitor._id, visitor: body.visitor}
   */
  'livechat:registerGuest'(guest: Guest): Promise<{ userId: string; visitor?: Visitor; [field: string]: unknown }>;
  /**
   * Sends a message of a visitor, and makes the room for it where there is none.
   * @status documented
   * @rest PARTIAL POST livechat/message {...message} → body.message
   * @lacks it makes no room, and does not say `newRoom` and `showConnecting`
   */
  sendMessageLivechat(message: VisitorMessage): Promise<SentVisitorMessage>;
  /**
   * Leaves a message for when somebody is there.
   * @status documented, to be removed by 7.0
   * @rest OK POST livechat/offline.message {...message} → nothing
   */
  'livechat:sendOfflineMessage'(message: OfflineMessage): Promise<unknown>;
  /**
   * The agent of a visitor's room.
   * @status documented
   * @rest OK GET livechat/agent.info/:room.roomId/:room.token → body.agent
   */
  'livechat:getAgentData'(room: { roomId: string; token: string }): Promise<Agent | undefined>;
}
