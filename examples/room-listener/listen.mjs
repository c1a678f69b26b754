#!/usr/bin/env node
// Prints what is said in a room, as it is said: node listen.mjs --url wss://chat.example.org/websocket --room general
//
// The login is in the environment: ROCKETCHAT_TOKEN, or ROCKETCHAT_USER and ROCKETCHAT_PASSWORD.

import { parseArgs } from 'node:util';
import { RocketChat } from 'groupwire/rocketchat';

const { values } = parseArgs({
  options: {
    url: { type: 'string', default: 'ws://localhost:3000/websocket' },
    room: { type: 'string', default: 'general' },
  },
});
const { ROCKETCHAT_TOKEN: resume, ROCKETCHAT_USER: user, ROCKETCHAT_PASSWORD: password } = process.env;

const rc = new RocketChat({
  url: values.url,
  login: resume ? { resume } : { user, password },
  // Node has a WebSocket of its own from version 22 on.
  ...(globalThis.WebSocket ? {} : { WebSocket: (await import('ws')).WebSocket }),
});
rc.on('statechange', ({ name }) => console.error(`(${name})`));
process.once('SIGINT', () => void rc.close());

await rc.connect();
const rid = await rc.call('getRoomIdByNameOrId', values.room);
const messages = rc.subscribe('room-messages', rid);
await messages.ready;
console.error(`(listening to ${values.room}; Ctrl-C ends it)`);

// A message comes again with every edit and reaction: what has been printed already is not printed again.
const printed = new Map();
for await (const [{ _id, msg, t, ts, u }] of messages) {
  if (t || printed.get(_id) === msg) continue;
  console.log(`${ts.toISOString()} ${u.username}${printed.has(_id) ? ' (edited)' : ''}: ${msg}`);
  printed.set(_id, msg);
}
