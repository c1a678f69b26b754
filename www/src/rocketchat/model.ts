import type { Message, PresenceName } from 'groupwire/rocketchat';
import type { Connection } from '../model';
import { createStore } from '../store';

/** A room of mine, as the list shows it. */
export interface RoomRow {
  rid: string;
  name: string;
  isDirect: boolean;
  unread: number;
  last: Message | undefined;
  /** When something happened in it last, in milliseconds since 1970. */
  at: number;
}

/** A user of the open room. */
export interface Person {
  id: string;
  username: string;
  status: PresenceName;
}

export interface State {
  phase: 'login' | 'app';
  connection: Connection;
  /** When the next attempt is made, in milliseconds since 1970; null: none is planned. */
  retryAt: number | null;
  me: { id: string; username: string } | null;
  /** Why nobody is logged in, as the form says it. */
  refusal: string | null;
  rooms: readonly RoomRow[];
  /** The open room. */
  rid: string | null;
  people: readonly Person[];
  /** The others who are typing in the open room. */
  typing: readonly string[];
  /** The message of mine that the form changes; null: it writes a new one. */
  editing: Message | null;
}

export const model = createStore<State>({
  phase: 'login',
  connection: 'closed',
  retryAt: null,
  me: null,
  refusal: null,
  rooms: [],
  rid: null,
  people: [],
  typing: [],
  editing: null,
});

/** The row of the open room. */
export function openRow(): RoomRow | undefined {
  const { rooms, rid } = model.get();
  return rooms.find((row) => row.rid === rid);
}
