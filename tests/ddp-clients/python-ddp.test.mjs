// @ts-check
// python-ddp against our server.

import { pythonDdp } from './clients/python-ddp.mjs';
import { journey } from './journey.mjs';

// It takes an end without an error for a beginning.
journey(pythonDdp, { refused: { meteor: 'ready', streamer: 'not-allowed' } });
