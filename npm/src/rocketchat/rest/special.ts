// Methods that take more than one request.

import { RealtimeError } from '../../error.js';
import type { Room } from '../types.js';
import type { Ask } from './ask.js';

/** `getRoomIdByNameOrId`: a server looks for one or the other. */
export async function roomIdByNameOrId(ask: Ask, nameOrId: string): Promise<string> {
  const { room }: { room: Room } = await ask('GET', 'rooms.info', { roomId: nameOrId }).catch((error: unknown) => {
    if (!(error instanceof RealtimeError) || error.code !== 'error-room-not-found') throw error;
    return ask('GET', 'rooms.info', { roomName: nameOrId });
  });
  return room._id;
}
