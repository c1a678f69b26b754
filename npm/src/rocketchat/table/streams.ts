// Every stream, each event of it, and what its listeners are told. The documentation is generated from these comments.
//
// An event is written as its key (`<…>` stands for an id) and its arguments, with
//   @status  documented | undocumented, and what became of it

import type * as Rooms from './streams/rooms.js';
import type * as Server from './streams/server.js';
import type * as Users from './streams/users.js';

/** The streams by name, which on the wire begins with `stream-`. */
export interface Streams {
  'room-messages': Rooms.RoomMessages;
  'notify-room': Rooms.NotifyRoom;
  'notify-user': Users.NotifyUser;
  'notify-logged': Server.NotifyLogged;
  'notify-all': Server.NotifyAll;
  'notify-room-users': Rooms.NotifyRoomUsers;
  'user-presence': Users.UserPresence;
  'room-data': Rooms.RoomData;
  'livechat-room': Rooms.LivechatRoom;
  'livechat-inquiry-queue-observer': Rooms.LivechatInquiryQueueObserver;
  'roles': Server.Roles;
  'canned-responses': Server.CannedResponses;
  'integrationHistory': Server.IntegrationHistory;
  'importers': Server.Importers;
  'apps': Server.Apps;
  'apps-engine': Server.Apps;
  'video-conference': Rooms.VideoConference;
  'stdout': Server.Stdout;
  'local': Server.Local;
}

/**
 * What clients write, with the method of the stream's name: key and arguments. Everybody else who listens gets it; the
 * writer does not.
 */
export interface StreamWrites {
  'notify-room': Pick<Rooms.NotifyRoom, '<rid>/user-activity' | '<rid>/typing'>;
  'notify-user': Pick<Users.NotifyUser, '<uid>/video-conference' | '<uid>/media-calls'>;
  'notify-room-users': Rooms.NotifyRoomUsers;
}
