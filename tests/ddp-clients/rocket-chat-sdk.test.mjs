// @ts-check
// @rocket.chat/sdk against our server.

import { rocketChatSdk } from './clients/rocket-chat-sdk.mjs';
import { journey } from './journey.mjs';

// It waits for `ready` alone.
journey(rocketChatSdk, { refused: { meteor: 'nothing', streamer: 'nothing' } });
