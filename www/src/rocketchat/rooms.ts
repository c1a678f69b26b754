import type { Room, RoomSubscription } from 'groupwire/rocketchat';
import { quietly } from '../trace';
import * as client from './client';
import { model, type RoomRow } from './model';

/** The user's rooms, kept true by what the server tells of them. */
const subscriptions = new Map<string, RoomSubscription>();
const rooms = new Map<string, Room>();

/** Fetches the list: at first, and after a lost connection. */
export async function refreshRooms(): Promise<void> {
  const [mine, all] = await client.lists();
  subscriptions.clear();
  rooms.clear();
  for (const subscription of mine) subscriptions.set(subscription.rid, subscription);
  for (const room of all) rooms.set(room._id, room);
  show();
}

/** Has the server tell of changes, for as long as the client is there. */
export function followRooms(): void {
  const { me } = model.get();
  if (!me) return;
  client.rc().subscribe('notify-user', `${me.id}/subscriptions-changed`, (...[action, subscription]) => {
    if (action === 'removed') {
      // Some servers tell the id of the subscription alone.
      for (const [rid, { _id }] of subscriptions) if (_id === subscription._id) subscriptions.delete(rid);
    } else subscriptions.set(subscription.rid, subscription);
    show();
  });
  client.rc().subscribe('notify-user', `${me.id}/rooms-changed`, (action, room) => {
    if (action === 'removed') rooms.delete(room._id);
    else rooms.set(room._id, room);
    show();
  });
}

/** The user sees the room: nothing in it is unread any more. */
export function markRead(rid: string): void {
  if (!document.hidden && subscriptions.get(rid)?.unread) quietly(client.rc().call('readMessages', rid));
}

function show(): void {
  const rows = [...subscriptions.values()].map(rowOf);
  rows.sort((a, b) => b.at - a.at || a.name.localeCompare(b.name));
  model.set({ rooms: rows });
  const { rid } = model.get();
  if (rid !== null) markRead(rid);
}

function rowOf({ rid, t, name, fname, unread, ts }: RoomSubscription): RoomRow {
  const room = rooms.get(rid);
  const last = room?.lastMessage;
  const at = Math.max(...[room?.lm, last?.ts, ts].map((time) => (time ? new Date(time).getTime() : 0)));
  return { rid, name: (t === 'd' ? name : (fname ?? name)) ?? rid, isDirect: t === 'd', unread, last, at };
}
