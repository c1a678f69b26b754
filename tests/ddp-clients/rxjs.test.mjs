// @ts-check
// rocket.chat.realtime.api.rxjs against our server.

import { rxjs } from './clients/rxjs.mjs';
import { journey } from './journey.mjs';

journey(rxjs, { refused: { meteor: 'no reason', streamer: 'not-allowed' } });
