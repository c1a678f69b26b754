// Rooms: making, finding, entering, leaving, changing them.

import type {
  Changes, CreatedRoom, DirectoryQuery, DirectoryResult, DirectRoom, NewDiscussion, Room, RoomMembers, RoomSettings, RoomSubscription,
  RoomType, SpotlightKinds, SpotlightResult,
} from '../../types/room.js';

/** Methods for rooms. */
export interface RoomMethods {
  /**
   * The rooms of the user: all, or what has changed since a moment.
   * @status documented
   * @rest OK GET rooms.get {updatedSince: since} → since ? {update: body.update, remove: body.remove} : body.update
   */
  'rooms/get'(): Promise<Room[]>;
  'rooms/get'(since: Date): Promise<Changes<Room>>;
  'rooms/get'(since?: Date): Promise<Room[] | Changes<Room>>;
  /**
   * What the user has to do with their rooms: all, or what has changed since a moment.
   * @status documented
   * @rest OK GET subscriptions.get {updatedSince: since} → since ? {update: body.update, remove: body.remove} : body.update
   */
  'subscriptions/get'(): Promise<RoomSubscription[]>;
  'subscriptions/get'(since: Date): Promise<Changes<RoomSubscription>>;
  'subscriptions/get'(since?: Date): Promise<RoomSubscription[] | Changes<RoomSubscription>>;
  /**
   * Makes a channel. Some servers give the room in an array.
   * @status documented
   * @rest OK POST channels.create {name, members, readOnly, customFields, extraData} → [{...body.channel, rid: body.channel._id}]
   */
  createChannel(
    name: string,
    members?: string[],
    readOnly?: boolean,
    customFields?: Record<string, unknown>,
    extraData?: Record<string, unknown>,
  ): Promise<CreatedRoom | [CreatedRoom]>;
  /**
   * Makes a private group.
   * @status documented
   * @rest OK POST groups.create {name, members, readOnly, customFields, extraData} → {...body.group, rid: body.group._id}
   */
  createPrivateGroup(
    name: string,
    members?: string[],
    readOnly?: boolean,
    customFields?: Record<string, unknown>,
    extraData?: Record<string, unknown>,
  ): Promise<CreatedRoom>;
  /**
   * The room of direct messages to users, which is made where there is none.
   * @status documented
   * @rest OK POST im.create {usernames: usernames.join(', ')} → body.room
   */
  createDirectMessage(...usernames: string[]): Promise<DirectRoom>;
  /**
   * Makes a discussion.
   * @status undocumented
   * @rest OK POST rooms.createDiscussion {...discussion} → {...body.discussion, rid: body.discussion._id}
   */
  createDiscussion(discussion: NewDiscussion): Promise<CreatedRoom>;
  /**
   * Joins a room; with a code where it wants one.
   * @status documented
   * @rest PARTIAL POST channels.join {roomId: rid, joinCode} → true
   * @lacks it knows channels alone
   */
  joinRoom(rid: string, joinCode?: string): Promise<boolean>;
  /**
   * Leaves a room.
   * @status documented
   * @rest PARTIAL POST rooms.leave {roomId: rid} → nothing
   * @lacks it does not leave direct messages
   */
  leaveRoom(rid: string): Promise<void>;
  /**
   * Shows a room in the list of rooms.
   * @status documented
   * @rest OK POST rooms.open {roomId: rid} → 1
   */
  openRoom(rid: string): Promise<number>;
  /**
   * Hides a room from the list of rooms, until something is said in it.
   * @status documented
   * @rest OK POST rooms.hide {roomId: rid} → 1
   */
  hideRoom(rid: string): Promise<number>;
  /**
   * Makes a room a favorite, or not one any more.
   * @status documented
   * @rest OK POST rooms.favorite {roomId: rid, favorite: favorite ?? true} → 1
   */
  toggleFavorite(rid: string, favorite?: boolean): Promise<number>;
  /**
   * A room.
   * @status documented
   * @rest PARTIAL GET rooms.info {roomId: rid} → body.room
   * @lacks its `team` and `parent` are left out
   */
  getRoomById(rid: string): Promise<Room>;
  /**
   * The name of a room.
   * @status documented
   * @rest OK GET rooms.info {roomId: rid} → body.room.name
   */
  getRoomNameById(rid: string): Promise<string | undefined>;
  /**
   * The id of a room, given that or its name.
   * @status undocumented
   * @rest OK GET rooms.info by roomIdByNameOrId
   */
  getRoomIdByNameOrId(nameOrId: string): Promise<string>;
  /**
   * A room of a type by its name.
   * @status undocumented
   * @rest PARTIAL GET rooms.info {roomName: name} → ofType(body.room, type)
   * @lacks it may find a room of another type, which is an error then, and no direct messages
   * @refuse type === 'd'
   */
  getRoomByTypeAndName(type: RoomType, name: string): Promise<Room>;
  /**
   * Whether there is a room of a name.
   * @status documented, to be removed by 7.0
   * @rest OK GET rooms.nameExists {roomName: name} → body.exists
   */
  roomNameExists(name: string): Promise<boolean>;
  /**
   * Who is in a room: those who are not offline, or all. `filter` is a part of their names.
   * @status undocumented
   * @rest OK GET <channels|groups|im>.members {roomId: rid, count: page?.limit, offset: page?.skip, filter, status: all ? undefined : ['online', 'away', 'busy']} → {total: body.total, records: body.members}
   */
  getUsersOfRoom(rid: string, all?: boolean, page?: { limit?: number; skip?: number }, filter?: string): Promise<RoomMembers>;
  /**
   * Users and rooms whose names hold a text. `exclude` are usernames; `rid` puts the users of that room first.
   * @status documented
   * @rest PARTIAL GET spotlight {query: text} → {users: !kinds || kinds.users ? body.users : [], rooms: !kinds || kinds.rooms ? body.rooms : []}
   * @lacks it excludes nobody and knows of no room
   * @refuse exclude?.length || rid
   */
  spotlight(text: string, exclude?: string[], kinds?: SpotlightKinds, rid?: string): Promise<SpotlightResult>;
  /**
   * The directory of channels, users or teams.
   * @status undocumented
   * @rest PARTIAL GET directory {text: query.text, type: query.type, workspace: query.workspace, count: query.limit, offset: query.offset ?? (query.page ?? 0) * (query.limit ?? 0)} → {total: body.total, results: body.result}
   * @lacks it sorts in its own way
   * @refuse query.sortBy
   */
  browseChannels(query: DirectoryQuery): Promise<DirectoryResult>;
  /**
   * The channels that the user may see. `filter` is a part of their names.
   * @status undocumented
   * @rest PARTIAL GET channels.list {count: limit} → {channels: body.channels}
   * @lacks it filters and sorts in no way, and knows no private groups
   * @refuse filter || sort || (type && type !== 'public')
   */
  channelsList(filter?: string, type?: 'public' | 'private', limit?: number, sort?: 'name' | 'msgs'): Promise<{ channels: Room[] }>;
  /**
   * Changes a setting of a room.
   * @status documented
   * @rest OK POST rooms.saveRoomSettings {rid, [setting]: value} → {result: true, rid}
   */
  saveRoomSettings<Setting extends keyof RoomSettings>(
    rid: string,
    setting: Setting,
    value: RoomSettings[Setting],
  ): Promise<{ result: boolean; rid: string }>;
  /**
   * Changes how the user is told of a room.
   * @status undocumented
   * @rest OK POST rooms.saveNotification {roomId: rid, notifications: {[setting]: value}} → true
   */
  saveNotificationSettings(rid: string, setting: string, value: string): Promise<boolean>;
  /**
   * Archives a room.
   * @status documented
   * @rest OK POST rooms.changeArchivationState {rid, action: 'archive'} → nothing
   */
  archiveRoom(rid: string): Promise<void>;
  /**
   * Brings a room back from the archive.
   * @status documented
   * @rest OK POST rooms.changeArchivationState {rid, action: 'unarchive'} → nothing
   */
  unarchiveRoom(rid: string): Promise<void>;
  /**
   * Removes a room with all its messages.
   * @status documented, removed in 7.0
   * @rest OK POST rooms.delete {roomId: rid} → true
   */
  eraseRoom(rid: string): Promise<boolean>;
  /**
   * Tells the others in a room what somebody does: `<rid>/user-activity` or `<rid>/typing`. `RocketChat.write` calls this.
   * @status documented
   * @rest none
   */
  'stream-notify-room'(key: string, ...args: unknown[]): Promise<void>;
}
