// Who is in a room, and what they may do there.

import type { RoomRoles, RoomUser } from '../../types/room.js';

/** Methods for the members of a room. */
export interface MemberMethods {
  /**
   * Adds a user to a room.
   * @status documented
   * @rest PARTIAL POST <channels|groups>.invite {roomId: user.rid, username: user.username} → true
   * @lacks it knows no direct messages
   */
  addUserToRoom(user: RoomUser): Promise<unknown>;
  /**
   * Adds users, by their usernames, to a room.
   * @status undocumented
   * @rest PARTIAL POST <channels|groups>.invite {roomId: users.rid, usernames: users.users} → true
   * @lacks it knows no direct messages
   */
  addUsersToRoom(users: { rid: string; users: string[] }): Promise<boolean>;
  /**
   * Removes a user from a room.
   * @status undocumented
   * @rest PARTIAL POST <channels|groups>.kick {roomId: user.rid, username: user.username} → true
   * @lacks it knows no direct messages
   */
  removeUserFromRoom(user: RoomUser): Promise<boolean>;
  /**
   * Keeps a user from writing in a room.
   * @status documented, removed in 8.0
   * @rest OK POST rooms.muteUser {roomId: user.rid, username: user.username} → true
   */
  muteUserInRoom(user: RoomUser): Promise<boolean>;
  /**
   * Lets a user write in a room again.
   * @status documented, removed in 8.0
   * @rest OK POST rooms.unmuteUser {roomId: user.rid, username: user.username} → true
   */
  unmuteUserInRoom(user: RoomUser): Promise<boolean>;
  /**
   * Who has a role in a room.
   * @status documented
   * @rest PARTIAL GET <channels|groups>.roles {roomId: rid} → body.roles
   * @lacks it knows no direct messages
   */
  getRoomRoles(rid: string): Promise<RoomRoles[]>;
  /**
   * Makes a user the leader of a room.
   * @status documented
   * @rest OK POST <channels|groups>.addLeader {roomId: rid, userId: uid} → true
   */
  addRoomLeader(rid: string, uid: string): Promise<boolean>;
  /**
   * Makes a user a moderator of a room.
   * @status documented
   * @rest OK POST <channels|groups>.addModerator {roomId: rid, userId: uid} → true
   */
  addRoomModerator(rid: string, uid: string): Promise<boolean>;
  /**
   * Makes a user an owner of a room.
   * @status documented
   * @rest OK POST <channels|groups>.addOwner {roomId: rid, userId: uid} → true
   */
  addRoomOwner(rid: string, uid: string): Promise<boolean>;
  /**
   * Makes a user the leader of a room no more.
   * @status undocumented
   * @rest OK POST <channels|groups>.removeLeader {roomId: rid, userId: uid} → true
   */
  removeRoomLeader(rid: string, uid: string): Promise<boolean>;
  /**
   * Makes a user a moderator of a room no more.
   * @status undocumented
   * @rest OK POST <channels|groups>.removeModerator {roomId: rid, userId: uid} → true
   */
  removeRoomModerator(rid: string, uid: string): Promise<boolean>;
  /**
   * Makes a user an owner of a room no more.
   * @status undocumented
   * @rest OK POST <channels|groups>.removeOwner {roomId: rid, userId: uid} → true
   */
  removeRoomOwner(rid: string, uid: string): Promise<boolean>;
}
