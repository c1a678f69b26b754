import '../styles/all';
import '../styles/crossing.css';
import { guest, Realtime } from 'groupwire';
import { RocketChat } from 'groupwire/rocketchat';
import type { RoomHandle } from 'groupwire/rocketchat';
import { byId } from '../dom';
import { userIdIn } from '../token';
import { problem } from '../trace';
import { followNames } from '../views/person';
import { Pane } from './pane';

// Two users, each with a guest's token of the server: it is good at both of its endpoints.
const adasToken = guest();
const gracesToken = guest();
const ada = new Realtime({ token: adasToken });
const grace = new RocketChat({ login: async (hint) => ({ resume: await gracesToken(hint) }) });

let group = '';
let room: RoomHandle | undefined;

const left = new Pane('six', 'Ada', (text) => ada.postRealtime(text, group));
const right = new Pane('rocketchat', 'Grace', async (msg) => room && grace.methods.sendMessage({ rid: room.id, msg }));

ada.on('statechange', ({ name }) => left.tellState(name));
grace.on('statechange', ({ name }) => right.tellState(name));

/** The one side: connect with a callback, join, post. */
async function bringAda(): Promise<void> {
  await ada.connectRealtime(({ type, message, sender, sender_rid }) => {
    if (type === 'message' && sender && sender_rid === group) left.hear(sender, typeof message === 'string' ? message : JSON.stringify(message));
  });
  await ada.joinRealtime({ group });
  left.enter(userIdIn(await adasToken()));
}

/** The other one: log in, enter the room of that name, open it. */
async function bringGrace(): Promise<void> {
  await grace.connect();
  room?.close();
  room = grace.rooms.room(await grace.rooms.enter(group));
  hearRoom(room);
  await room.open();
  right.enter(userIdIn(await gracesToken()));
}

// Listeners stay with the handle of a room: each room gets one.
const heard = new Set<RoomHandle>();

function hearRoom(opened: RoomHandle): void {
  if (heard.has(opened)) return;
  heard.add(opened);
  opened.on('message', ({ message, change }) => {
    if (opened === room && !change && !message.t) right.hear(message.u._id, message.msg);
  });
}

followNames();
byId('begin').addEventListener('submit', async (event) => {
  event.preventDefault();
  const button = byId('begin').querySelector('button') as HTMLButtonElement;
  button.disabled = true;
  byId('begin-error').hidden = true;
  group = byId<HTMLInputElement>('group').value;
  try {
    // The group is there with its first member, and its room with it.
    await bringAda();
    await bringGrace();
    byId('six-text').focus();
  } catch (error) {
    byId('begin-error').textContent = `Could not bring both in. ${problem(error)}`;
    byId('begin-error').hidden = false;
  } finally {
    button.disabled = false;
  }
});
