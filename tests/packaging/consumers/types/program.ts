// Every exported name in use, as an application would. Checked by the compiler, never run.
import {
  closeRealtime,
  configure,
  connectRealtime,
  fromSkapi,
  getRealtimeGroups,
  getRealtimeUsers,
  guest,
  joinRealtime,
  postRealtime,
  Realtime,
  RealtimeError,
} from 'groupwire';
import type {
  Condition,
  DatabaseResponse,
  FetchOptions,
  GroupItem,
  GroupQuery,
  JoinParams,
  JoinResult,
  PostResult,
  Progress,
  RealtimeCallback,
  RealtimeErrorCode,
  RealtimeEvent,
  RealtimeEventType,
  RealtimeNoticeCode,
  RealtimeNotification,
  RealtimeOptions,
  RealtimeProtocol,
  Recipient,
  TokenSource,
  UserItem,
  UserQuery,
} from 'groupwire';

const protocol: RealtimeProtocol = 'skapi';
const token: TokenSource = async () => 'token';
const options: RealtimeOptions = { url: 'wss://example.com/api', protocol, token, heartbeat: 0 };
configure(options);
configure({ token: guest() });
configure({ token: guest('https://example.com/') });

const kinds: RealtimeEventType[] = ['message', 'private', 'error', 'success', 'close', 'notice', 'reconnect'];
const code: RealtimeNoticeCode = 'USER_JOINED';
const callback: RealtimeCallback = (event: RealtimeEvent) => {
  if (event.type === 'notice' && event.code === code) console.log(event.sender?.length, kinds.includes(event.type));
  const cid: string | null | undefined = event.sender_cid ?? event.sender_rid;
  console.log(cid, event.message.anything);
};
const typed = (event: RealtimeEvent<{ msg: string }>): string => event.message.msg;

async function functions(form: HTMLFormElement) {
  const socket: WebSocket = await connectRealtime(callback);
  const params: JoinParams = { group: null };
  const joined: JoinResult = await joinRealtime(params);
  const notification: RealtimeNotification = { title: 'New', body: 'message', config: { always: true } };
  const posted: PostResult = await postRealtime({ any: ['data', 1, null] }, 'group', notification);
  const recipients: Recipient[] = ['group', { user: 'u' }, { group: 'g' }, { connection: 'cid:x' }];
  for (const recipient of recipients) await postRealtime(0, recipient);
  form.addEventListener('submit', (event: SubmitEvent) => {
    void postRealtime(event, 'group');
    void joinRealtime(event);
    void getRealtimeGroups(event);
    void getRealtimeUsers(event);
  });

  const condition: Condition = '>=';
  const query: GroupQuery = { searchFor: 'group', value: 'Hello', condition };
  const progress = (state: Progress) => (state.progress > 50 ? state.abort() : console.log(state.loaded, state.total));
  const fetching: FetchOptions = { limit: 10, fetchMore: true, ascending: false, startKey: 'start', progress };
  const groups: DatabaseResponse<GroupItem> = await getRealtimeGroups(query, fetching);
  const all: DatabaseResponse<GroupItem> = await getRealtimeGroups();
  await getRealtimeGroups(null, { limit: 5 });
  const who: UserQuery = { group: 'group', user_id: 'u' };
  const users: DatabaseResponse<UserItem> = await getRealtimeUsers(who, fetching);
  const texts: string[] = [...groups.list, ...all.list].map(({ group }) => group).concat(users.list.map((user) => user.cid));
  const numbers: number[] = groups.list.map((item) => item.number_of_users);
  const nothing: void = await closeRealtime();
  return { socket, joined: joined.message, posted: posted.type, texts, numbers, nothing, history: users.startKeyHistory.join() };
}

async function instances(skapi: object) {
  const first: Realtime = new Realtime({ url: 'ws://localhost/api' });
  const second: Realtime = fromSkapi(skapi);
  for (const client of [first, second, new Realtime()]) {
    const socket: WebSocket = await client.connectRealtime(callback);
    await client.joinRealtime({ group: 'g' });
    await client.postRealtime('x', 'g');
    const [group] = (await client.getRealtimeGroups()).list;
    const [user] = (await client.getRealtimeUsers({ group: 'g' })).list;
    console.log(socket.readyState, group?.group, user?.connection_id);
    await client.closeRealtime();
  }
}

function errors(error: unknown) {
  if (!(error instanceof RealtimeError)) return undefined;
  const plain: Error = error;
  const code: RealtimeErrorCode = error.code;
  const text: string = code + plain.message + (error.recipient ?? '');
  return text + new RealtimeError('NOT_SUPPORTED', 'made by an application').code;
}

// What must not compile.
// @ts-expect-error a callback is needed
void connectRealtime();
// @ts-expect-error a callback is a function
void connectRealtime('callback');
// @ts-expect-error a recipient is needed
void postRealtime('x');
// @ts-expect-error a number names nobody
void postRealtime('x', 5);
// @ts-expect-error a group is a text or null
void joinRealtime({ group: 5 });
// @ts-expect-error no such thing to look for
void getRealtimeGroups({ searchFor: 'colour' });
// @ts-expect-error no such condition
void getRealtimeGroups({ searchFor: 'group', value: 'x', condition: '=~' });
// @ts-expect-error a group is needed
void getRealtimeUsers({ user_id: 'u' });
// @ts-expect-error no such protocol
configure({ protocol: 'carrier pigeon' });

export { errors, functions, instances, typed };
