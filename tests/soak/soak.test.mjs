// @ts-check
// Two minutes of twenty clients on bad connections: nothing is lost, nothing comes twice, and no memory grows. The half hour of
// it is `npm run bench -- soak`.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { seed } from '../support/index.mjs';
import { growthIn, headlines } from './report.mjs';
import { soak } from './run.mjs';

const PLAN = { posts: 100_000, seconds: 100, limit: 240 };

test('A1, A2, A3, A4: 100,000 acknowledged posts of twenty clients on bad connections', { timeout: 400_000 }, async (t) => {
  const begun = seed();
  t.diagnostic(`GROUPWIRE_SEED=${begun}`);
  const report = await soak({ ...PLAN, seed: begun, tell: (line) => t.diagnostic(line) });
  for (const line of headlines(report)) t.diagnostic(line);
  assert.deepEqual(report.wrong, []);
  assert.deepEqual(growthIn(report.memory), []);
  assert.equal(report.figures.gaps, 0, 'nothing is missing that the server keeps');
  // The faults were really there, and so was what they are to show.
  assert(Number(report.figures.connections) > 100, 'connections are lost and made again');
  assert(Number(report.server.duplicates_total) > 0, 'posts come again to the server');
  assert(Number(report.server.frames_replayed_total) > 0, 'posts are missed and replayed');
});
