// @ts-check
// The foreign clients that can call any method.

import { ddp } from './ddp.mjs';
import { ddpJs, simpleddpCore } from './ddp-js.mjs';
import { pythonDdp } from './python-ddp.mjs';
import { rocketChatDdpClient } from './rocket-chat-ddp-client.mjs';
import { rocketChatSdk } from './rocket-chat-sdk.mjs';
import { rxjs } from './rxjs.mjs';
import { simpleddp } from './simpleddp.mjs';

export const clients = [rocketChatDdpClient, rocketChatSdk, simpleddp, simpleddpCore, ddpJs, ddp, rxjs, pythonDdp];
