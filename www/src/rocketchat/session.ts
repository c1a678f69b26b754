import type { LoginResult, RealtimeState, RocketChat } from 'groupwire/rocketchat';
import { learnName } from '../directory';
import type { Connection } from '../model';
import { problem, quietly } from '../trace';
import * as client from './client';
import { closeRoom, openRoom } from './conversation';
import { kept, keep } from './kept';
import { model } from './model';
import { followRooms, refreshRooms } from './rooms';
import { say } from './views/messages';

/** Logs in with a name and a password at a server; the error is the caller's to show. */
export async function logIn(url: string, user: string, password: string): Promise<void> {
  await enter(url, () => client.login({ user, password }));
}

/** Goes on where this tab was before a reload, as far as the server lets it. */
export async function resume(): Promise<void> {
  const { url, token, rid } = kept();
  if (!url || !token) return;
  model.set({ phase: 'app' });
  try {
    await enter(url, () => client.login({ resume: token }));
  } catch (error) {
    return forget(`Could not log in again. ${problem(error)}`);
  }
  if (rid) quietly(openRoom(rid));
}

async function enter(url: string, login: () => Promise<LoginResult>): Promise<void> {
  const rc = await client.useServer(url);
  follow(rc);
  try {
    const { userId, token } = await login();
    const username = rc.user?.username ?? userId;
    learnName(userId, username);
    model.set({ phase: 'app', me: { id: userId, username } });
    keep({ url, token });
  } catch (error) {
    quietly(rc.close());
    throw error;
  }
  followRooms();
  await refreshRooms();
}

export async function logOut(): Promise<void> {
  closeRoom();
  await client.logout().catch(() => {});
  forget(null);
}

/** Nobody is logged in any more; the form says why, where it was not the user's doing. */
function forget(refusal: string | null): void {
  closeRoom();
  keep({ token: null });
  model.set({ phase: 'login', me: null, rooms: [], refusal });
}

/** Shows what becomes of the connection, and of who is logged in. */
function follow(rc: RocketChat): void {
  const mine = (then: () => void) => {
    // An older client may still tell its end.
    if (client.rc() === rc) then();
  };
  rc.on('statechange', (state) => mine(() => show(state)));
  rc.on('held', ({ method, millis }) => mine(() => say('notice problem', `${method} waits ${Math.ceil(millis / 1000)} s: too many requests`)));
  rc.on('problem', ({ reason }) => mine(() => say('notice problem', reason)));
  rc.on('user', (user) => {
    const { me } = model.get();
    if (!user?.username || me?.id !== user.id || me.username === user.username) return;
    learnName(user.id, user.username);
    model.set({ me: { id: user.id, username: user.username } });
  });
}

function show(state: RealtimeState): void {
  const connection = connectionOf(state);
  const isBack = connection === 'online' && model.get().connection === 'reconnecting';
  model.set({ connection, retryAt: state.name === 'waiting' ? state.retryAt : null });
  // The server takes neither the token nor what was logged in with, for example because it was started anew.
  if (connection === 'lost' && model.get().me) forget('The server ended the login.');
  if (isBack) quietly(refreshRooms());
}

function connectionOf(state: RealtimeState): Connection {
  switch (state.name) {
    case 'connecting':
    case 'handshaking':
      return state.attempt === 0 ? 'connecting' : 'reconnecting';
    case 'waiting':
    case 'online':
      return state.name;
    case 'closed':
      return state.reason === 'user' ? 'closed' : 'lost';
    case 'idle':
    case 'closing':
      return 'closed';
  }
}
