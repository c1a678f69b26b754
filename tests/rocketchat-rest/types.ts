/// <reference path="../../npm/src/virtual.d.ts" />
// The types of the Rocket.Chat client's calls and streams, as a page uses them. Checked by the compiler, never run.

import type { RocketChat } from '../../npm/src/rocketchat/client.js';
import type { Message, PresenceCode, Room, RoomSubscription } from '../../npm/src/rocketchat/types.js';

declare const rc: RocketChat;
declare const rid: string;
declare const uid: string;
declare const anyName: string;

type Same<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;
function is<_Same extends true>(): void {}

export async function methods(): Promise<void> {
  const sent = await rc.call('sendMessage', { rid, msg: 'Hello' });
  is<Same<typeof sent, Message>>();
  is<Same<typeof sent.ts, Date>>();
  // @ts-expect-error a message needs a room
  await rc.call('sendMessage', { msg: 'Hello' });
  // @ts-expect-error the server refuses other fields
  await rc.call('sendMessage', { rid, msg: 'Hello', color: 'red' });
  // @ts-expect-error the message is missing
  await rc.call('sendMessage');
  // @ts-expect-error it takes nothing more
  await rc.call('sendMessage', { rid, msg: 'Hello' }, 1);
  // @ts-expect-error there is no such setting
  await rc.call('saveRoomSettings', rid, 'roomColor', 'red');
  await rc.call('saveRoomSettings', rid, 'roomTopic', 'tea');
  const history = await rc.callWith('loadHistory', [rid, null, 50], { timeout: 1_000 });
  if (history) is<Same<typeof history.messages, Message[]>>();
  // Fields that the types do not name are there, and are to be looked at first.
  is<Same<(typeof sent)['brandNew'], unknown>>();
  const direct = await rc.call('createDirectMessage', 'ada', 'bob');
  is<Same<typeof direct.t, 'd'>>();
}

export async function helpers(): Promise<void> {
  const sent = await rc.methods.sendMessage({ rid, msg: 'Hello' });
  is<Same<typeof sent, Message>>();
  // @ts-expect-error
  await rc.methods.sendMessage('Hello');
  await rc.methods.saveRoomSettings(rid, 'readOnly', true);
  // @ts-expect-error what a setting holds depends on the setting
  await rc.methods.saveRoomSettings(rid, 'readOnly', 'yes');
  // What is given depends on whether a date is.
  const all = await rc.methods.roomsGet();
  is<Same<typeof all, Room[]>>();
  const changed = await rc.methods.roomsGet(new Date());
  is<Same<typeof changed.update, Room[]>>();
  await rc.methods.userPresenceSetDefaultStatus('busy');
  // @ts-expect-error
  await rc.methods.userPresenceSetDefaultStatus('asleep');
  const keys = await rc.methods.e2eFetchMyKeys();
  is<Same<typeof keys.public_key, string>>();
  await rc.methods.twoFactorEnableEmail();
  await rc.methods.personalAccessTokensGenerateToken({ tokenName: 'bot' });
  await rc.methods.restartServer();
}

export function streams(): void {
  rc.subscribe('room-messages', rid, (message) => is<Same<typeof message, Message>>());
  rc.subscribe('room-messages', '__my_messages__', (_message, context) => is<Same<typeof context.roomParticipant, boolean>>());
  rc.subscribe('notify-room', `${rid}/user-activity`, (username, activities) => {
    is<Same<typeof username, string>>();
    is<Same<typeof activities, string[]>>();
  });
  rc.subscribe('notify-room', 'GENERAL/deleteMessage', ({ _id }) => is<Same<typeof _id, string>>());
  rc.subscribe('notify-room', `${rid}/messagesRead`, ({ until }) => is<Same<typeof until, Date>>());
  rc.subscribe('notify-logged', 'user-status', ([, , status]) => is<Same<typeof status, PresenceCode>>());
  rc.subscribe('notify-user', `${uid}/subscriptions-changed`, (action, subscription) => {
    if (action === 'inserted') is<Same<typeof subscription, RoomSubscription>>();
  });
  rc.subscribe('livechat-inquiry-queue-observer', 'public', (inquiry) => is<Same<typeof inquiry.type, 'added' | 'removed' | 'changed'>>());
  // @ts-expect-error a username is a string
  rc.subscribe('notify-room', `${rid}/user-activity`, (username: number) => username);
  // @ts-expect-error
  rc.subscribe('notify-logged', 'user-status', ({ username }) => username);
}

export async function iterators(): Promise<void> {
  for await (const [message] of rc.subscribe('room-messages', rid)) is<Same<typeof message, Message>>();
  for await (const [username] of rc.subscribe('notify-room', `${rid}/typing`)) is<Same<typeof username, string>>();
}

export async function writes(): Promise<void> {
  await rc.write('notify-room', `${rid}/user-activity`, 'ada', ['user-typing']);
  // @ts-expect-error
  await rc.write('notify-room', `${rid}/user-activity`, 'ada', 'user-typing');
  await rc.write('a-stream-of-tomorrow', 'key', 1, 2);
}

export async function unknownNames(): Promise<void> {
  const given = await rc.call('method-of-tomorrow', 1, 'two');
  is<Same<typeof given, any>>();
  const other = await rc.call(anyName, 1);
  is<Same<typeof other, any>>();
  await rc.methods.methodOfTomorrow?.(1);
  rc.subscribe('stream-of-tomorrow', `${rid}/key`, (first, second) => first.anything + second);
  rc.subscribe('notify-room', `${rid}/key-of-tomorrow`, (first) => first.anything);
  rc.subscribe(anyName, anyName, (first) => first.anything);
}
