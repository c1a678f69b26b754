// Livechat: visitors, agents, queues.

import type { Message } from './message.js';
import type { Room } from './room.js';
import type { UserRef } from './user.js';

/** Somebody who talks to an agent from a website. */
export interface Visitor {
  _id: string;
  token: string;
  username?: string;
  name?: string;
  department?: string;
  status?: string;
  visitorEmails?: { address: string }[];
  phone?: { phoneNumber: string }[];
  [field: string]: unknown;
}

/** A visitor who introduces themselves. */
export interface Guest {
  /** Chosen by the client: who knows it is this visitor. */
  token: string;
  name?: string;
  email?: string;
  department?: string;
  [field: string]: unknown;
}

/** A message of a visitor. */
export interface VisitorMessage {
  _id?: string;
  rid: string;
  msg: string;
  token: string;
  [field: string]: unknown;
}

/** The message as the server has it. */
export interface SentVisitorMessage extends Message {
  /** Whether it has opened a room. */
  newRoom?: boolean;
  showConnecting?: boolean;
}

/** A message for when nobody is there. */
export interface OfflineMessage {
  name: string;
  email: string;
  message: string;
  department?: string;
  [field: string]: unknown;
}

/** The agent of a room. */
export interface Agent extends UserRef {
  status?: string;
  emails?: { address: string; verified?: boolean }[];
  phone?: unknown;
  customFields?: Record<string, unknown>;
}

/** What a livechat widget begins with: how it looks, whether somebody is there, which departments there are. */
export interface LivechatConfig {
  enabled?: boolean;
  online?: boolean;
  room?: Room | null;
  departments?: { _id: string; name: string; [field: string]: unknown }[];
  [field: string]: unknown;
}

/** What happens to a visitor's room. */
export type LivechatRoomEvent =
  | { type: 'agentStatus'; status: string }
  | { type: 'queueData'; data: { position?: number; estimatedWaitTimeSeconds?: number; [field: string]: unknown } | undefined }
  | { type: 'agentData'; data: Agent | undefined | { hiddenInfo: boolean } }
  | { type: 'visitorData'; visitor: Visitor };

/** A visitor who waits for an agent. */
export interface Inquiry {
  _id: string;
  rid: string;
  name?: string;
  ts?: Date;
  message?: string;
  status?: 'ready' | 'queued' | 'taken';
  department?: string;
  v?: Visitor;
  [field: string]: unknown;
}

/** What became of an inquiry. */
export type InquiryChange = { type: 'added' | 'removed' | 'changed' } & Inquiry;

/** A text that agents answer with. */
export interface CannedResponse {
  _id: string;
  shortcut?: string;
  text?: string;
  scope?: string;
  tags?: string[];
  departmentId?: string;
  [field: string]: unknown;
}
