// @ts-check
// Half an hour of twenty clients on bad connections, which the tests do for two minutes: nothing may be lost, nothing may
// come twice, and no memory may grow.
//
//   node bench/long/soak.mjs [--json] [--minutes N]
//
// GROUPWIRE_SEED repeats the faults.

import { parseArgs } from 'node:util';
import { growthIn, headlines } from '../../tests/soak/report.mjs';
import { soak } from '../../tests/soak/run.mjs';
import { seed } from '../../tests/support/index.mjs';

/** How much longer than planned it may take: pauses for looking at the memory, and a machine that does other things. */
const PATIENCE = 300;

const { values } = parseArgs({ options: { json: { type: 'boolean' }, minutes: { type: 'string', default: '30' } } });
const seconds = Number(values.minutes) * 60;
const begun = seed();
process.stderr.write(`GROUPWIRE_SEED=${begun}\n`);

const report = await soak({ posts: 0, seconds, limit: seconds + PATIENCE, seed: begun, tell: (line) => void process.stderr.write(`${line}\n`) });
const complaints = [...report.wrong, ...growthIn(report.memory)];
if (report.figures.gaps) complaints.push(`${report.figures.gaps} times posts were missing that the server should have kept`);

if (values.json) process.stdout.write(`${JSON.stringify({ soak: { ...report, complaints } })}\n`);
else process.stdout.write(`soak: twenty clients on bad connections\n${headlines(report).map((line) => `  ${line}\n`).join('')}`);
for (const complaint of complaints) process.stderr.write(`✗ ${complaint}\n`);
if (complaints.length > 0) process.exitCode = 1;
