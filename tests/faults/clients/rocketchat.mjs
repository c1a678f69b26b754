// @ts-check
// Our SDK, as it is built for npm, over the Rocket.Chat Realtime API.

import { startRocketChat } from '../backends/index.mjs';
import { groupwire, installGroupwire } from './groupwire.mjs';

/** @type {import('./index.mjs').Client} */
export const rocketChat = {
  ...groupwire,
  name: 'groupwire over Rocket.Chat',
  about: "the SDK as published, with `protocol: 'rocketchat'` and the server of this repository",
  startBackend: startRocketChat,
  lacks: {
    'lasting-members': 'who is in a room is for the server to know, and this one forgets it when it is started again',
  },
  install: (page, place) => installGroupwire(page, place, { protocol: 'rocketchat', restUrl: place.httpUrl }),
};
