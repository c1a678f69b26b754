import type { Message } from 'groupwire/rocketchat';
import { learnName } from '../directory';
import { problem, quietly } from '../trace';
import { addEvent } from '../views/log';
import * as client from './client';
import { keep } from './kept';
import { model, type Person } from './model';
import { markRead } from './rooms';
import * as messages from './views/messages';

/** What ends the open room. */
let leave: (() => void) | undefined;

/** Shows a room: what was written in it, and from now on what happens there. */
export async function openRoom(rid: string): Promise<void> {
  closeRoom();
  const rc = client.rc();
  const room = rc.rooms.room(rid);
  const stops = [
    room.on('message', ({ message, change }) => {
      addEvent({ type: change ?? 'message', message });
      meet(message);
      messages.show(message);
      // Who comes and goes is told in messages.
      if (message.t) quietly(refreshPeople());
      markRead(rid);
    }),
    room.on('deleted', ({ _id }) => {
      addEvent({ type: 'deleted', message: _id });
      messages.remove(_id);
    }),
    room.on('recovery', ({ recovered }) => {
      messages.say('notice', recovered ? 'Connected again. Nothing is missing' : 'Connected again. Messages may be missing here');
      quietly(refreshPeople());
    }),
    room.on('over', (error) => error && messages.say('notice problem', `This room tells nothing more. ${problem(error)}`)),
    rc.typing(rid).watch((typing) => {
      addEvent({ type: 'typing', message: typing });
      model.set({ typing });
    }),
  ];
  let isOpen = false;
  const end = () => {
    rc.typing(rid).stop();
    for (const stop of stops) stop();
    unwatch?.();
    if (isOpen) room.close();
  };
  leave = end;
  model.set({ rid, people: [], typing: [], editing: null });
  messages.clear();
  keep({ rid });
  try {
    await client.open(room);
    isOpen = true;
    if (leave !== end) return room.close();
    for (const message of (await room.history()).reverse()) {
      meet(message);
      messages.show(message);
    }
    await refreshPeople();
    markRead(rid);
  } catch (error) {
    if (leave !== end) return;
    messages.say('notice problem', problem(error));
    throw error;
  }
}

/** Shows no room. */
export function closeRoom(): void {
  leave?.();
  leave = undefined;
  messages.clear();
  keep({ rid: null });
  model.set({ rid: null, people: [], typing: [], editing: null });
}

let unwatch: (() => void) | undefined;

/** Who is in the open room, and how present they are from now on. */
async function refreshPeople(): Promise<void> {
  const { rid } = model.get();
  if (rid === null) return;
  const { users } = await client.rc().rooms.room(rid).members();
  if (model.get().rid !== rid) return;
  const people: Person[] = users.map(({ _id, username = _id, status = 'offline' }) => ({ id: _id, username, status }));
  for (const { id, username } of people) learnName(id, username);
  model.set({ people });
  unwatch?.();
  unwatch = client.rc().presence.watch(people.map(({ id }) => id), ({ uid, status }) => {
    addEvent({ type: 'presence', message: { uid, status } });
    model.set({ people: model.get().people.map((person) => (person.id === uid ? { ...person, status } : person)) });
  });
}

function meet({ u }: Message): void {
  learnName(u._id, u.username ?? u._id);
}
