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
  realtime,
  RealtimeError,
} from 'groupwire';
import type {
  CallOptions,
  ClosedReason,
  Condition,
  ConnectionEnd,
  DatabaseResponse,
  FetchOptions,
  Group,
  GroupEvents,
  GroupItem,
  GroupMessage,
  GroupPostOptions,
  GroupQuery,
  GroupUsersOptions,
  HistoryOptions,
  HistoryQuery,
  HistoryResponse,
  JoinOptions,
  JoinParams,
  JoinResult,
  Member,
  Position,
  PostResult,
  Progress,
  RealtimeCallback,
  RealtimeErrorCode,
  RealtimeEvent,
  RealtimeEvents,
  RealtimeEventType,
  RealtimeNoticeCode,
  RealtimeNotification,
  RealtimeOptions,
  RealtimeProtocol,
  RealtimeState,
  Recipient,
  Recovery,
  Settled,
  TokenHint,
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
configure({ token: ({ refused }: TokenHint) => (refused ? 'another' : 'kept') });
configure({
  heartbeatTimeout: 5_000,
  maxAttempts: 9,
  backoff: { min: 100 },
  queue: { messages: 10, bytes: 1_000 },
  highWaterMark: 65_536,
  parkAfter: 60_000,
  shareConnection: true,
});
configure({ queue: 0 });

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

async function bounded(signal: AbortSignal) {
  const bounds: CallOptions = { signal, timeout: 5_000 };
  await connectRealtime(callback, bounds);
  await joinRealtime({ group: 'g' }, bounds);
  const { settled, offset, reached }: PostResult = await postRealtime('x', 'g', null, bounds);
  await getRealtimeGroups(null, bounds);
  await getRealtimeUsers({ group: 'g' }, { limit: 5, signal: null });
  return [settled === 'acknowledged', (offset ?? 0) + (reached ?? 0)];
}

function describe(state: RealtimeState): string {
  switch (state.name) {
    case 'idle':
    case 'online':
    case 'closing':
      return state.name;
    case 'connecting':
    case 'handshaking':
      return `${state.name} ${state.attempt}`;
    case 'waiting': {
      const end: ConnectionEnd = state;
      return `${state.retryAt === null ? 'hidden' : new Date(state.retryAt).toISOString()} ${end.closeCode ?? ''}${end.closeReason ?? ''}`;
    }
    case 'closed': {
      const reason: ClosedReason = state.reason;
      return reason;
    }
  }
}

async function observed() {
  const client: Realtime = realtime();
  const off: () => void = client.on('statechange', (state) => console.log(describe(state)));
  client.on('recovery', ({ group, recovered, since, epoch, offset }: Recovery) => console.log(group, recovered, since.epoch === epoch, offset));
  client.on('drain', () => console.log(client.bufferedAmount.toFixed()));
  client.on('event', callback);
  const types: (keyof RealtimeEvents)[] = ['statechange', 'recovery', 'drain', 'event'];
  off();
  return [describe(client.state), types];
}

async function handles(signal: AbortSignal) {
  const group: Group = realtime().group('g');
  const since: Position = { epoch: 'e', offset: 5 };
  const joining: JoinOptions = { since, signal };
  const joined: JoinResult = await group.join(joining);
  const posting: GroupPostOptions = { notification: { title: 't', body: 'b' }, timeout: 5 };
  const posted: PostResult = await group.post({ any: 'data' }, posting);
  const listing: GroupUsersOptions = { user_id: 'u', limit: 5 };
  const users: DatabaseResponse<UserItem> = await group.users(listing);
  const asking: HistoryOptions = { signal, timeout: 5 };
  const query: HistoryQuery = { group: 'g', limit: 5, before: 9 };
  const history: HistoryResponse = await realtime().history(query, asking);
  const same: HistoryResponse = await group.history({ limit: 5, ...asking });
  const offsets: number[] = [...history.list, ...same.list].map((event) => event.offset);
  const members: readonly Member[] = group.members;
  const types: (keyof GroupEvents)[] = ['message', 'notice', 'members', 'recovery'];
  group.on('message', (message: GroupMessage) => console.log(message.offset, message.epoch, message.message.any));
  group.on('members', (now) => console.log(now.length, now[0]?.connections.length, now[0]?.user_id));
  group.on('notice', ({ code }) => console.log(code))();
  for await (const { sender, message } of group) console.log(sender, message);
  const left: JoinResult = await group.leave({ signal });
  return { joined, posted, users, offsets, members, types, left, name: group.name };
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
  const settled: Settled | undefined = error.settled;
  if (settled === 'never-sent') return settled;
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

// @ts-expect-error no such event
realtime().on('message', callback);
// @ts-expect-error members are read only
realtime().group('g').members.push({ user_id: 'u', connections: [] });
// @ts-expect-error a state has the fields of its name
realtime().state.retryAt;
// @ts-expect-error a group is needed
void realtime().history({ limit: 5 });

export { bounded, describe, errors, functions, handles, instances, observed, typed };
