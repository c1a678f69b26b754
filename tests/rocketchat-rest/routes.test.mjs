// @ts-check
// What each method becomes over REST: the requests, and what is made of the answers.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readMethods } from '../../scripts/lib/ddp-table/read.mjs';
import { readRest } from '../../scripts/lib/ddp-table/routes.mjs';
import { failure, fallback, restServer } from './helper.mjs';

const rows = readMethods().flatMap((section) => section.rows);

/** The method, its parameters, the requests in their order, the answers to them, and the result. */
/** @typedef {[method: string, params: unknown[], asked: string[], answers: object[], result: unknown]} Case */

const ROOM = { rid: 'r1' };
const T0 = '2026-01-02T03:04:05.000Z';
const T1 = '2026-01-02T03:04:06.000Z';
const since = new Date(T0);
const message = (/** @type {string} */ _id, ts = T1) => ({ _id, rid: 'r1', msg: 'x', ts });
const dated = (/** @type {any} */ message) => ({ ...message, ts: new Date(message.ts) });
const created = { _id: 'r9', name: 'news' };
const info = (/** @type {string} */ t) => ({ room: { _id: 'r1', t, name: 'lobby' } });
const INFO = 'GET rooms.info?roomId=r1';

/** A method that a user in a room is given to, by the room's type. @param {string} method @param {string} path @returns {Case[]} */
const ofMember = (method, path) => [
  [method, ['r1', 'u2'], [INFO, `POST channels.${path} {"roomId":"r1","userId":"u2"}`], [info('c'), {}], true],
  [method, ['r1', 'u2'], [INFO, `POST groups.${path} {"roomId":"r1","userId":"u2"}`], [info('p'), {}], true],
];

/** @type {Case[]} */
const CASES = [
  ['registerUser', [{ username: 'ada', email: 'a@b', pass: 'p', name: 'Ada' }], ['POST users.register {"username":"ada","email":"a@b","pass":"p","name":"Ada"}'], [{ user: { _id: 'u9' } }], 'u9'],
  ['sendEmailCode', ['ada'], ['POST users.2fa.sendEmailCode {"emailOrUsername":"ada"}'], [{}], []],
  ['2fa:enable-email', [], ['POST users.2fa.enableEmail {}'], [{}], true],
  ['2fa:disable-email', [], ['POST users.2fa.disableEmail {}'], [{}], true],
  ['checkUsernameAvailability', ['ada'], ['GET users.checkUsernameAvailability?username=ada'], [{ result: false }], false],
  ['UserPresence:setDefaultStatus', ['busy'], ['POST users.setStatus {"status":"busy"}'], [{}], true],
  ['setUserStatus', ['away', 'lunch'], ['POST users.setStatus {"status":"away","message":"lunch"}'], [{}], true],
  ['setUserStatus', ['away'], ['POST users.setStatus {"status":"away"}'], [{}], true],
  ['getUserStatusText', ['u2'], ['GET users.getStatus?userId=u2'], [{ message: 'lunch', status: 'away' }], 'lunch'],
  ['ignoreUser', [{ rid: 'r1', userid: 'u2' }], ['GET chat.ignoreUser?rid=r1&userId=u2&ignore=true'], [{}], true],
  ['ignoreUser', [{ rid: 'r1', userid: 'u2', ignore: false }], ['GET chat.ignoreUser?rid=r1&userId=u2&ignore=false'], [{}], true],
  ['blockUser', [{ rid: 'r1', blocked: 'u2' }], ['POST im.blockUser {"roomId":"r1","block":true}'], [{}], true],
  ['unblockUser', [{ rid: 'r1', blocked: 'u2' }], ['POST im.blockUser {"roomId":"r1","block":false}'], [{}], true],
  ['saveUserPreferences', [{ idleTimeLimit: 9 }], ['POST users.setPreferences {"data":{"idleTimeLimit":9}}'], [{}], true],
  ['personalAccessTokens:generateToken', [{ tokenName: 'bot' }], ['POST users.generatePersonalAccessToken {"tokenName":"bot"}'], [{ token: 'new' }], 'new'],
  ['personalAccessTokens:regenerateToken', [{ tokenName: 'bot' }], ['POST users.regeneratePersonalAccessToken {"tokenName":"bot"}'], [{ token: 'new' }], 'new'],
  ['personalAccessTokens:removeToken', [{ tokenName: 'bot' }], ['POST users.removePersonalAccessToken {"tokenName":"bot"}'], [{}], undefined],
  ['private-settings/get', [], ['GET settings?count=0'], [{ settings: [{ _id: 's', value: 1 }] }], [{ _id: 's', value: 1 }]],

  ['sendMessage', [{ _id: 'm1', rid: 'r1', msg: 'x' }], ['POST chat.sendMessage {"message":{"_id":"m1","rid":"r1","msg":"x"}}'], [{ message: message('m1') }], dated(message('m1'))],
  ['updateMessage', [{ _id: 'm1', rid: 'r1', msg: 'y' }], ['POST chat.update {"roomId":"r1","msgId":"m1","text":"y"}'], [{ message: message('m1') }], undefined],
  ['deleteMessage', [{ _id: 'm1', rid: 'r1' }], ['POST chat.delete {"roomId":"r1","msgId":"m1"}'], [{ _id: 'm1' }], undefined],
  ['getSingleMessage', ['m1'], ['GET chat.getMessage?msgId=m1'], [{ message: message('m1') }], dated(message('m1'))],
  ['pinMessage', [{ _id: 'm1', rid: 'r1' }], ['POST chat.pinMessage {"messageId":"m1"}'], [{ message: message('m2') }], dated(message('m2'))],
  ['unpinMessage', [{ _id: 'm1', rid: 'r1' }], ['POST chat.unPinMessage {"messageId":"m1"}'], [{}], true],
  ['setReaction', [':x:', 'm1'], ['POST chat.react {"emoji":":x:","messageId":"m1"}'], [{}], undefined],
  ['setReaction', [':x:', 'm1', false], ['POST chat.react {"emoji":":x:","messageId":"m1","shouldReact":false}'], [{}], undefined],
  ['starMessage', [{ _id: 'm1', rid: 'r1', starred: true }], ['POST chat.starMessage {"messageId":"m1"}'], [{}], true],
  ['starMessage', [{ _id: 'm1', rid: 'r1', starred: false }], ['POST chat.unStarMessage {"messageId":"m1"}'], [{}], true],
  ['followMessage', [{ mid: 'm1' }], ['POST chat.followMessage {"mid":"m1"}'], [{}], true],
  ['unfollowMessage', [{ mid: 'm1' }], ['POST chat.unfollowMessage {"mid":"m1"}'], [{}], true],
  ['getReadReceipts', [{ messageId: 'm1' }], ['GET chat.getMessageReadReceipts?messageId=m1'], [{ receipts: [{ _id: 'x', userId: 'u2', ts: T0 }] }], [{ _id: 'x', userId: 'u2', ts: since }]],
  ['slashCommand', [{ cmd: 'topic', params: 'tea', msg: { ...ROOM, _id: 'm1', tmid: 'm0' }, triggerId: 't' }], ['POST commands.run {"command":"topic","params":"tea","roomId":"r1","tmid":"m0","triggerId":"t"}'], [{ result: 7 }], 7],
  ['getSlashCommandPreviews', [{ cmd: 'gif', params: 'tea', msg: ROOM }], ['GET commands.preview?command=gif&params=tea&roomId=r1'], [{ preview: { i18nTitle: 'x', items: [] } }], { i18nTitle: 'x', items: [] }],
  ['autoTranslate.getSupportedLanguages', ['de'], ['GET autotranslate.getSupportedLanguages?targetLanguage=de'], [{ languages: [] }], []],
  ['autoTranslate.translateMessage', [{ _id: 'm1' }, 'de'], ['POST autotranslate.translateMessage {"messageId":"m1","targetLanguage":"de"}'], [{ message: message('m1') }], dated(message('m1'))],
  ['autoTranslate.saveSettings', ['r1', 'autoTranslate', '1', { defaultLanguage: 'de' }], ['POST autotranslate.saveSettings {"roomId":"r1","field":"autoTranslate","value":"1","defaultLanguage":"de"}'], [{}], true],

  ['loadHistory', ['r1', since, 20], [INFO, `GET channels.history?roomId=r1&latest=${T0}&count=20`], [info('c'), { messages: [message('m1')] }], { messages: [dated(message('m1'))], unreadNotLoaded: 0 }],
  ['loadHistory', ['r1', null, 20], [INFO, 'GET groups.history?roomId=r1&count=20'], [info('p'), { messages: [] }], { messages: [], unreadNotLoaded: 0 }],
  ['loadHistory', ['r1'], [INFO, 'GET im.history?roomId=r1'], [info('d'), { messages: [] }], { messages: [], unreadNotLoaded: 0 }],
  ['loadHistory', ['r1'], [INFO, 'GET channels.history?roomId=r1'], [info('l'), { messages: [] }], { messages: [], unreadNotLoaded: 0 }],
  // Changed since, but sent before: the method does not give that.
  ['loadMissedMessages', ['r1', since], [`GET chat.syncMessages?roomId=r1&lastUpdate=${T0}`], [{ result: { updated: [message('m0', T0), message('m1', T1), message('m2', '2026-01-02T03:04:07.000Z')], deleted: [] } }], [dated(message('m2', '2026-01-02T03:04:07.000Z')), dated(message('m1'))]],
  ['messages/get', ['r1', { lastUpdate: since }], [`GET chat.syncMessages?roomId=r1&lastUpdate=${T0}`], [{ result: { updated: [message('m1')], deleted: [{ _id: 'm0', _deletedAt: T0 }] } }], { updated: [dated(message('m1'))], deleted: [{ _id: 'm0', _deletedAt: since }] }],
  ['messages/get', ['r1', { next: '17', count: 5, type: 'UPDATED' }], ['GET chat.syncMessages?roomId=r1&count=5&next=17&type=UPDATED'], [{ result: { updated: [], deleted: [], cursor: { next: null, previous: '17' } } }], { updated: [], deleted: [], cursor: { next: null, previous: '17' } }],
  ['getThreadMessages', [{ tmid: 'm0', limit: 5, skip: 10 }], ['GET chat.getThreadMessages?tmid=m0&count=5&offset=10'], [{ messages: [message('m1', T0), message('m2', T1)] }], [dated(message('m2', T1)), dated(message('m1', T0))]],
  ['getThreadsList', [{ rid: 'r1', limit: 5, skip: 10 }], ['GET chat.getThreadsList?rid=r1&count=5&offset=10'], [{ threads: [{ ...message('m1'), tlm: T0 }] }], [{ ...dated(message('m1')), tlm: since }]],
  ['readMessages', ['r1'], ['POST subscriptions.read {"rid":"r1"}'], [{}], undefined],
  ['unreadMessages', [{ _id: 'm1' }], ['POST subscriptions.unread {"firstUnreadMessage":{"_id":"m1"}}'], [{}], undefined],
  ['unreadMessages', [undefined, 'r1'], ['POST subscriptions.unread {"roomId":"r1"}'], [{}], undefined],

  ['rooms/get', [], ['GET rooms.get'], [{ update: [{ _id: 'r1', _updatedAt: T0 }], remove: [] }], [{ _id: 'r1', _updatedAt: since }]],
  ['rooms/get', [since], [`GET rooms.get?updatedSince=${T0}`], [{ update: [], remove: [{ _id: 'r1', _deletedAt: T0 }] }], { update: [], remove: [{ _id: 'r1', _deletedAt: since }] }],
  ['subscriptions/get', [], ['GET subscriptions.get'], [{ update: [{ _id: 's', ls: T0, ts: T0, lr: T0 }], remove: [] }], [{ _id: 's', ls: since, ts: since, lr: since }]],
  ['subscriptions/get', [since], [`GET subscriptions.get?updatedSince=${T0}`], [{ update: [], remove: [] }], { update: [], remove: [] }],
  ['permissions/get', [], ['GET permissions.listAll'], [{ update: [{ _id: 'p', roles: [] }], remove: [] }], [{ _id: 'p', roles: [] }]],
  ['permissions/get', [since], [`GET permissions.listAll?updatedSince=${T0}`], [{ update: [], remove: [] }], { update: [], remove: [] }],
  ['public-settings/get', [], ['GET settings.public?count=0'], [{ settings: [{ _id: 's', value: T0 }] }], [{ _id: 's', value: T0 }]],
  ['createChannel', ['news', ['ada'], true], ['POST channels.create {"name":"news","members":["ada"],"readOnly":true}'], [{ channel: created }], [{ ...created, rid: 'r9' }]],
  ['createPrivateGroup', ['news', []], ['POST groups.create {"name":"news","members":[]}'], [{ group: created }], { ...created, rid: 'r9' }],
  ['createDirectMessage', ['ada', 'bob'], ['POST im.create {"usernames":"ada, bob"}'], [{ room: { t: 'd', rid: 'r9', usernames: ['ada', 'bob'] } }], { t: 'd', rid: 'r9', usernames: ['ada', 'bob'] }],
  ['createDiscussion', [{ prid: 'r1', t_name: 'tea' }], ['POST rooms.createDiscussion {"prid":"r1","t_name":"tea"}'], [{ discussion: created }], { ...created, rid: 'r9' }],
  ['joinRoom', ['r1', 'code'], ['POST channels.join {"roomId":"r1","joinCode":"code"}'], [{ channel: created }], true],
  ['leaveRoom', ['r1'], ['POST rooms.leave {"roomId":"r1"}'], [{}], undefined],
  ['openRoom', ['r1'], ['POST rooms.open {"roomId":"r1"}'], [{}], 1],
  ['hideRoom', ['r1'], ['POST rooms.hide {"roomId":"r1"}'], [{}], 1],
  ['toggleFavorite', ['r1'], ['POST rooms.favorite {"roomId":"r1","favorite":true}'], [{}], 1],
  ['toggleFavorite', ['r1', false], ['POST rooms.favorite {"roomId":"r1","favorite":false}'], [{}], 1],
  ['getRoomById', ['r1'], [INFO], [{ ...info('c'), team: {} }], info('c').room],
  ['getRoomNameById', ['r1'], [INFO], [info('c')], 'lobby'],
  ['getRoomIdByNameOrId', ['r1'], [INFO], [info('c')], 'r1'],
  ['getRoomIdByNameOrId', ['lobby'], ['GET rooms.info?roomId=lobby', 'GET rooms.info?roomName=lobby'], [{ success: false, error: 'none [error-room-not-found]', errorType: 'error-room-not-found' }, info('c')], 'r1'],
  ['getRoomByTypeAndName', ['c', 'lobby'], ['GET rooms.info?roomName=lobby'], [info('c')], info('c').room],
  ['roomNameExists', ['lobby'], ['GET rooms.nameExists?roomName=lobby'], [{ exists: true }], true],
  ['getUsersOfRoom', ['r1', true, { limit: 5, skip: 10 }, 'a'], [INFO, 'GET channels.members?roomId=r1&count=5&offset=10&filter=a'], [info('c'), { members: [{ _id: 'u2' }], total: 11 }], { total: 11, records: [{ _id: 'u2' }] }],
  ['getUsersOfRoom', ['r1'], [INFO, 'GET im.members?roomId=r1&status[]=online&status[]=away&status[]=busy'], [info('d'), { members: [], total: 0 }], { total: 0, records: [] }],
  ['spotlight', ['a'], ['GET spotlight?query=a'], [{ users: [1], rooms: [2] }], { users: [1], rooms: [2] }],
  ['spotlight', ['a', [], { rooms: true }], ['GET spotlight?query=a'], [{ users: [1], rooms: [2] }], { users: [], rooms: [2] }],
  ['browseChannels', [{ text: 'a', type: 'users', page: 2, limit: 5 }], ['GET directory?text=a&type=users&count=5&offset=10'], [{ result: [], total: 3 }], { total: 3, results: [] }],
  ['channelsList', ['', 'public', 5], ['GET channels.list?count=5'], [{ channels: [created] }], { channels: [created] }],
  ['saveRoomSettings', ['r1', 'roomTopic', 'tea'], ['POST rooms.saveRoomSettings {"rid":"r1","roomTopic":"tea"}'], [{ rid: 'r1' }], { result: true, rid: 'r1' }],
  ['saveNotificationSettings', ['r1', 'muteGroupMentions', '1'], ['POST rooms.saveNotification {"roomId":"r1","notifications":{"muteGroupMentions":"1"}}'], [{}], true],
  ['archiveRoom', ['r1'], ['POST rooms.changeArchivationState {"rid":"r1","action":"archive"}'], [{}], undefined],
  ['unarchiveRoom', ['r1'], ['POST rooms.changeArchivationState {"rid":"r1","action":"unarchive"}'], [{}], undefined],
  ['eraseRoom', ['r1'], ['POST rooms.delete {"roomId":"r1"}'], [{}], true],

  ['addUserToRoom', [{ rid: 'r1', username: 'ada' }], [INFO, 'POST channels.invite {"roomId":"r1","username":"ada"}'], [info('c'), {}], true],
  ['addUsersToRoom', [{ rid: 'r1', users: ['ada', 'bob'] }], [INFO, 'POST groups.invite {"roomId":"r1","usernames":["ada","bob"]}'], [info('p'), {}], true],
  ['removeUserFromRoom', [{ rid: 'r1', username: 'ada' }], [INFO, 'POST channels.kick {"roomId":"r1","username":"ada"}'], [info('c'), {}], true],
  ['muteUserInRoom', [{ rid: 'r1', username: 'ada' }], ['POST rooms.muteUser {"roomId":"r1","username":"ada"}'], [{}], true],
  ['unmuteUserInRoom', [{ rid: 'r1', username: 'ada' }], ['POST rooms.unmuteUser {"roomId":"r1","username":"ada"}'], [{}], true],
  ['getRoomRoles', ['r1'], [INFO, 'GET groups.roles?roomId=r1'], [info('p'), { roles: [] }], []],
  ...ofMember('addRoomLeader', 'addLeader'),
  ...ofMember('addRoomModerator', 'addModerator'),
  ...ofMember('addRoomOwner', 'addOwner'),
  ...ofMember('removeRoomLeader', 'removeLeader'),
  ...ofMember('removeRoomModerator', 'removeModerator'),
  ...ofMember('removeRoomOwner', 'removeOwner'),

  ['e2e.fetchMyKeys', [], ['GET e2e.fetchMyKeys'], [{ success: true, public_key: 'a', private_key: 'b' }], { public_key: 'a', private_key: 'b' }],
  ['e2e.getUsersOfRoomWithoutKey', ['r1'], ['GET e2e.getUsersOfRoomWithoutKey?rid=r1'], [{ success: true, users: [] }], { users: [] }],
  ['e2e.setRoomKeyID', ['r1', 'k'], ['POST e2e.setRoomKeyID {"rid":"r1","keyID":"k"}'], [{}], 1],
  ['e2e.setUserPublicAndPivateKeys', [{ public_key: 'a', private_key: 'b' }], ['POST e2e.setUserPublicAndPrivateKeys {"public_key":"a","private_key":"b"}'], [{}], undefined],
  ['e2e.setUserPublicAndPrivateKeys', [{ public_key: 'a', private_key: 'b', force: true }], ['POST e2e.setUserPublicAndPrivateKeys {"public_key":"a","private_key":"b","force":true}'], [{}], undefined],
  ['e2e.updateGroupKey', ['r1', 'u2', 'k'], ['POST e2e.updateGroupKey {"rid":"r1","uid":"u2","key":"k"}'], [{}], undefined],

  ['getUserRoles', [], ['GET roles.getUsersInPublicRoles'], [{ users: [] }], []],
  ['listEmojiCustom', [], ['GET emoji-custom.list'], [{ emojis: { update: [{ _id: 'e' }], remove: [] } }], [{ _id: 'e' }]],
  ['license:getModules', [], ['GET licenses.info'], [{ license: { activeModules: ['scalability'] } }], ['scalability']],
  ['license:hasLicense', ['auditing'], ['GET licenses.info'], [{ license: { activeModules: ['scalability'] } }], false],
  ['license:isEnterprise', [], ['GET licenses.isEnterprise'], [{ isEnterprise: true }], true],
  ['license:getTags', [], ['GET licenses.info'], [{ license: {} }], []],

  ['livechat:getInitialData', ['v'], ['GET livechat/config?token=v'], [{ config: { enabled: true } }], { enabled: true }],
  ['livechat:registerGuest', [{ token: 'v', name: 'Eve' }], ['POST livechat/visitor {"visitor":{"token":"v","name":"Eve"}}'], [{ visitor: { _id: 'v1', token: 'v' } }], { userId: 'v1', visitor: { _id: 'v1', token: 'v' } }],
  ['sendMessageLivechat', [{ rid: 'r1', msg: 'x', token: 'v' }], ['POST livechat/message {"rid":"r1","msg":"x","token":"v"}'], [{ message: message('m1') }], dated(message('m1'))],
  ['livechat:sendOfflineMessage', [{ name: 'Eve', email: 'e@x', message: 'x' }], ['POST livechat/offline.message {"name":"Eve","email":"e@x","message":"x"}'], [{ message: 'ok' }], undefined],
  ['livechat:getAgentData', [{ roomId: 'r1', token: 'v' }], ['GET livechat/agent.info/r1/v'], [{ agent: { _id: 'u2' } }], { _id: 'u2' }],
];

test('DM11: a call becomes the request of the table, and the answer becomes what the method gives', async (t) => {
  for (const [method, params, asked, answers, result] of CASES) {
    await t.test(`${method} ${JSON.stringify(params)}`, async (t) => {
      const server = await restServer(t);
      server.reply(...answers.map((json) => ({ json })));
      assert.deepEqual(await server.call(method, params), result);
      assert.deepEqual(server.asked(), asked);
    });
  }
});

test('DM11: no method of the table that REST can do is left out', () => {
  const usable = rows.filter((row) => /^(OK|PARTIAL)$/.test(readRest(row).verdict)).map(({ name }) => name);
  const tried = new Set(CASES.map(([method]) => method));
  assert.deepEqual(usable.filter((name) => !tried.has(name)), []);
});

test('DM12: texts become dates in the fields that hold one, except in attachments', async (t) => {
  const server = await restServer(t);
  const attachments = [{ ts: T0 }];
  server.reply({ json: { message: { ...message('m1', T0), msg: T0, editedAt: T1, u: { _id: 'u1', createdAt: T0 }, attachments } } });
  assert.deepEqual(await server.call('getSingleMessage', ['m1']), {
    ...message('m1'), ts: since, msg: T0, editedAt: new Date(T1), u: { _id: 'u1', createdAt: since }, attachments,
  });
});

test('DM13: a room of a type that there is no request for is refused, and nothing else is asked', async (t) => {
  for (const [method, type] of [['addRoomOwner', 'd'], ['loadHistory', 'v']]) {
    const server = await restServer(t);
    server.reply({ json: info(/** @type {string} */ (type)) });
    const { code } = await failure(server.call(/** @type {string} */ (method), ['r1']));
    assert.equal(code, 'NOT_SUPPORTED');
    assert.deepEqual(server.asked(), [INFO]);
  }
});

test('DM13: a room that has another type than it was looked for is no room', async (t) => {
  const server = await restServer(t);
  server.reply({ json: info('p') });
  const { code, settled } = await failure(server.call('getRoomByTypeAndName', ['c', 'lobby']));
  assert.deepEqual([code, settled], ['error-invalid-room', 'refused']);
});

test('DM14: parameters that need what a PARTIAL request lacks are refused, and nothing is asked', async () => {
  /** @type {[string, unknown[], RegExp][]} */
  const table = [
    ['registerUser', [{ email: 'a@b', pass: 'p', name: 'Ada' }], /it needs a `username`/],
    ['updateMessage', [{ _id: 'm', rid: 'r', msg: 'x', attachments: [{}] }], /the text alone/],
    ['deleteMessage', [{ _id: 'm' }], /`rid`/],
    ['autoTranslate.translateMessage', [{ _id: 'm' }], /needs a language/],
    ['loadHistory', ['r1', null, 50, new Date()], /unread/],
    ['messages/get', ['r1', { lastUpdate: since, latestDate: since }], /bounds/],
    ['messages/get', ['r1', { oldestDate: since }], /bounds/],
    ['messages/get', ['r1', { inclusive: true }], /bounds/],
    ['messages/get', ['r1', { unreads: true }], /bounds/],
    ['private-settings/get', [since], /whenever they changed/],
    ['public-settings/get', [since], /whenever they changed/],
    ['getRoomByTypeAndName', ['d', 'ada'], /direct messages/],
    ['spotlight', ['a', ['ada']], /excludes nobody/],
    ['spotlight', ['a', [], undefined, 'r1'], /knows of no room/],
    ['browseChannels', [{ sortBy: 'name' }], /sorts/],
    ['channelsList', ['a'], /filters/],
    ['channelsList', ['', 'private'], /private groups/],
    ['channelsList', ['', 'public', 5, 'name'], /sorts/],
  ];
  const cause = new Error('404');
  for (const [method, params, why] of table) {
    const { code, message, settled, cause: given } = await failure(fallback(method, params, { restUrl: 'http://nowhere.invalid/', cause }));
    assert.deepEqual([code, settled, given], ['NOT_SUPPORTED', 'never-sent', cause], method);
    assert.match(message, why);
    assert.ok(message.includes(`'${method}'`), message);
  }
  const refusing = rows.filter(({ tags }) => tags.refuse).map(({ name }) => name);
  assert.deepEqual(refusing.filter((name) => !table.some(([method]) => method === name)), []);
});

test('DM15: what REST does otherwise, or not at all, is refused with what is gone since when, and what to use', async () => {
  const hopeless = rows.filter((row) => /^(WRONG|none)$/.test(readRest(row).verdict));
  assert.ok(hopeless.length > 20, `${hopeless.length} methods`);
  const cause = new Error('404');
  for (const { name, tags } of hopeless) {
    const { code, message, settled, cause: given } = await failure(fallback(name, [], { restUrl: 'http://nowhere.invalid/', cause }));
    assert.deepEqual([code, settled, given], ['NOT_SUPPORTED', 'never-sent', cause], name);
    for (const part of [`'${name}'`, '9.0', tags.lacks ?? 'nothing that does the same', tags.instead ?? '']) assert.ok(message.includes(part), message);
  }
});

test('DM15: the message says it in one sentence or two', async () => {
  const messages = await Promise.all(
    ['getMessages', 'restart_server', 'eraseRoomOfThem'].map((method) => failure(fallback(method, [], {})).then(({ message }) => message)),
  );
  assert.deepEqual(messages, [
    "The server does not have the method 'getMessages' any more (Rocket.Chat 9.0 removed it), and REST's \"chat.getMessage\" does not do the same: it gives one message alone. Use `getSingleMessage` for each.",
    "The server does not have the method 'restart_server' any more (Rocket.Chat 9.0 removed it), and REST has nothing that does the same.",
    "The server does not have the method 'eraseRoomOfThem', and REST has nothing that does the same.",
  ]);
});

test('DM15: a method is not taken for one because objects have something of its name', async () => {
  const { message } = await failure(fallback('toString', [], {}));
  assert.match(message, /does not have the method 'toString', and/);
});
