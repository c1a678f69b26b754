// What methods give that is more than a field of REST's answer.

import { RealtimeError } from '../../error.js';
import type { Message, Room, RoomType } from '../types.js';

/** Messages as methods give them, the newest first: all, or those from `since` on. */
export function newestFirst(messages: readonly Message[], since?: Date): Message[] {
  const kept = since ? messages.filter(({ ts }) => ts > since) : [...messages];
  return kept.sort((a, b) => b.ts.getTime() - a.ts.getTime());
}

/** A room that was looked for by its type, too. */
export function ofType(room: Room, type: RoomType): Room {
  if (room.t === type) return room;
  throw new RealtimeError('error-invalid-room', 'Invalid room', { settled: 'refused' });
}
