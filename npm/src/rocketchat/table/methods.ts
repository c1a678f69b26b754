// Every method call of the published documentation, and those beyond it that are of use to a client, with what a server that
// does not have the method any more offers over REST. The REST layer and the documentation are generated from these
// comments by `scripts/ddp-table.mjs`, which has their notation.

import type { AccountMethods } from './methods/account.js';
import type { EncryptionMethods } from './methods/e2e.js';
import type { HistoryMethods } from './methods/history.js';
import type { LivechatMethods } from './methods/livechat.js';
import type { MemberMethods } from './methods/members.js';
import type { MessageMethods } from './methods/messages.js';
import type { RoomMethods } from './methods/rooms.js';
import type { ServerMethods } from './methods/server.js';

/** The methods by name. Of a method with several forms, the last one is the general one. */
export interface Methods
  extends AccountMethods, MessageMethods, HistoryMethods, RoomMethods, MemberMethods, EncryptionMethods, ServerMethods, LivechatMethods {}
