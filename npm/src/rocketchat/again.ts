import type { Methods } from './table/index.js';

/**
 * Methods that do the same however often they are called: they read, or they set what is given. Others would do
 * something twice, for example switch a thing that has been switched.
 */
const REPEATABLE: ReadonlySet<string> = new Set<keyof Methods>([
  'rooms/get', 'subscriptions/get', 'permissions/get', 'public-settings/get', 'private-settings/get', 'messages/get',
  'getSingleMessage', 'getRoomById', 'getRoomNameById', 'getRoomIdByNameOrId', 'getRoomByTypeAndName', 'getRoomRoles',
  'getUserRoles', 'getUsersOfRoom', 'getUserStatusText', 'getThreadMessages', 'getThreadsList', 'roomNameExists',
  'checkUsernameAvailability', 'listEmojiCustom', 'spotlight', 'browseChannels', 'channelsList',
  'loadHistory', 'loadMissedMessages', 'loadNextMessages', 'loadSurroundingMessages',
  'e2e.fetchMyKeys', 'e2e.getUsersOfRoomWithoutKey', 'getSlashCommandPreviews',
  'joinRoom', 'createDirectMessage', 'openRoom', 'hideRoom', 'readMessages', 'readThreads', 'starMessage', 'updateMessage', 'followMessage', 'unfollowMessage',
  'setUserStatus', 'saveUserPreferences', 'saveNotificationSettings', 'userSetUtcOffset',
  'UserPresence:setDefaultStatus', 'UserPresence:online', 'UserPresence:away',
]);

/** Whether a call may be made a second time where nobody knows what became of the first. Unknown methods may not. */
export function isRepeatable(method: string, params: readonly unknown[]): boolean {
  if (REPEATABLE.has(method)) return true;
  // Without the third parameter it takes a reaction back that is there.
  if (method === 'setReaction') return typeof params[2] === 'boolean';
  return method === 'toggleFavorite' && typeof params[1] === 'boolean';
}
