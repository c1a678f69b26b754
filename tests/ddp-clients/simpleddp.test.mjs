// @ts-check
// simpleddp against our server.

import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { test } from 'node:test';
import { promisify } from 'node:util';
import { simpleddp } from './clients/simpleddp.mjs';
import { journey, roomOfBob } from './journey.mjs';

const REASONS = { meteor: null, streamer: 'not-allowed' };

journey(simpleddp, {
  tests(world, dialect) {
    // Apart, because it leaves a rejection that nobody can handle.
    test('DF9: a room that is not for the user is refused: the client rejects, and once more where nobody sees it', async () => {
      const script = join(import.meta.dirname, 'clients/simpleddp-refused.mjs');
      const { stdout } = await promisify(execFile)(process.execPath, [script, world().server.base, await roomOfBob(world())]);
      assert.deepEqual(JSON.parse(stdout), { rejected: REASONS[dialect], unhandled: 1 });
    });
  },
});
