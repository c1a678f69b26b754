import { RocketChat } from 'groupwire/rocketchat';
import type {
  Login, LoginResult, MethodParams, MethodResult, Room, RoomHandle, RoomSubscription,
} from 'groupwire/rocketchat';
import { literal } from '../code';
import { traced } from '../trace';

/** The client of the server that the login names. There is none before that. */
let client: RocketChat | undefined;

/** Makes a client for another server; what happens to it is told by its events. */
export async function useServer(url: string): Promise<RocketChat> {
  await client?.close();
  return (client = new RocketChat({ url }));
}

export function rc(): RocketChat {
  if (!client) throw new Error('nobody has logged in');
  return client;
}

/** Logs in, which connects first. Neither a password nor a token is shown in the code. */
export function login(login: Login): Promise<LoginResult> {
  const shown = 'resume' in login ? "{ resume: '…' }" : "{ user, password: '…' }";
  return traced('login', `rc.login(${shown})`, false, () => rc().login(login));
}

export function logout(): Promise<void> {
  return traced('logout', 'rc.logout()', false, async () => {
    await rc().logout();
    await rc().close();
  });
}

/** The methods that the page calls, with their stops on the wire. */
const STOPS = {
  joinRoom: 'joinRoom',
  leaveRoom: 'joinRoom',
  sendMessage: 'sendMessage',
  updateMessage: 'sendMessage',
  deleteMessage: 'sendMessage',
  setReaction: 'setReaction',
  setUserStatus: 'login',
} as const;

type Shown = keyof typeof STOPS;

/** Calls a method, and shows that. */
export function call<Name extends Shown>(method: Name, ...params: MethodParams<Name>): Promise<MethodResult<Name>> {
  const code = `rc.call(${[method, ...params].map(literal).join(', ')})`;
  return traced(STOPS[method], code, false, () => rc().call<Name>(method, ...params));
}

/** What the user has of each room, and the rooms. */
export function lists(): Promise<[RoomSubscription[], Room[]]> {
  return traced('rooms', 'rc.rooms.list()', true, () => Promise.all([rc().methods.subscriptionsGet(), rc().rooms.list()]));
}

/** The id of a new channel. */
export async function create(name: string): Promise<string> {
  const code = `rc.methods.createChannel(${literal(name)}, [])`;
  const made = await traced('joinRoom', code, false, () => rc().methods.createChannel(name, []));
  // Some servers give a list of one.
  return (Array.isArray(made) ? made[0] : made).rid;
}

/** The id of a channel, which the user joins. */
export function enter(name: string): Promise<string> {
  return traced('joinRoom', `rc.rooms.enter(${literal(name)})`, false, () => rc().rooms.enter(name));
}

/** The id of the room for direct messages with a user. */
export function direct(username: string): Promise<string> {
  return traced('joinRoom', `rc.rooms.direct(${literal(username)})`, false, () => rc().rooms.direct(username));
}

/** Opens a room: its messages come from then on. */
export function open(room: RoomHandle): Promise<void> {
  return traced('subscribe', `rc.rooms.room(${literal(room.id)}).open()`, false, () => room.open());
}
