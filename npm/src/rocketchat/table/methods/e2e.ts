// The keys of encrypted rooms.

import type { RoomSubscription, UsersWithoutKey } from '../../types/room.js';
import type { E2EKeys } from '../../types/user.js';

/** Methods for the keys of encrypted rooms. */
export interface EncryptionMethods {
  /**
   * The user's own keys, as JSON text; the private one is encrypted.
   * @status documented
   * @rest OK GET e2e.fetchMyKeys → {public_key: body.public_key, private_key: body.private_key}
   */
  'e2e.fetchMyKeys'(): Promise<E2EKeys>;
  /**
   * The users of a room whose keys of it are missing.
   * @status documented
   * @rest OK GET e2e.getUsersOfRoomWithoutKey {rid} → {users: body.users}
   */
  'e2e.getUsersOfRoomWithoutKey'(rid: string): Promise<UsersWithoutKey>;
  /**
   * Says which key a room has.
   * @status documented
   * @rest OK POST e2e.setRoomKeyID {rid, keyID} → 1
   */
  'e2e.setRoomKeyID'(rid: string, keyID: string): Promise<number>;
  /**
   * Stores the user's own keys. Its name in the published documentation, which the server does not have.
   * @status documented
   * @rest OK POST e2e.setUserPublicAndPrivateKeys {...keys} → nothing
   */
  'e2e.setUserPublicAndPivateKeys'(keys: E2EKeys): Promise<void>;
  /**
   * Stores the user's own keys.
   * @status undocumented
   * @rest OK POST e2e.setUserPublicAndPrivateKeys {...keys} → nothing
   */
  'e2e.setUserPublicAndPrivateKeys'(keys: E2EKeys & { force?: boolean }): Promise<void>;
  /**
   * Gives a user the key of a room, and gives what the user has to do with the room then.
   * @status documented
   * @rest PARTIAL POST e2e.updateGroupKey {rid, uid, key} → nothing
   * @lacks it gives nothing
   */
  'e2e.updateGroupKey'(rid: string, uid: string, key: string): Promise<RoomSubscription | undefined>;
}
