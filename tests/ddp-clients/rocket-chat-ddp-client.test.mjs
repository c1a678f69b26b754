// @ts-check
// @rocket.chat/ddp-client against our server.

import { rocketChatDdpClient } from './clients/rocket-chat-ddp-client.mjs';
import { journey } from './journey.mjs';

// It takes an end without an error for a beginning.
journey(rocketChatDdpClient, { refused: { meteor: 'ready', streamer: 'not-allowed' } });
