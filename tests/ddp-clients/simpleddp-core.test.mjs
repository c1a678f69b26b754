// @ts-check
// simpleddp-core against our server.

import { simpleddpCore } from './clients/ddp-js.mjs';
import { journey } from './journey.mjs';

journey(simpleddpCore, { refused: { meteor: 'no reason', streamer: 'not-allowed' } });
