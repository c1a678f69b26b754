// @ts-check
// node scripts/ddp-table.mjs: writes what is generated from the table of Rocket.Chat's methods and streams
// (npm/src/rocketchat/table): the routes of the REST layer, the names of the helpers, and the tables of docs/ROCKETCHAT.md.
// A test of the suite `scripts` tells when that was forgotten.

import { writeFileSync } from 'node:fs';
import { relative } from 'node:path';
import { generated } from './lib/ddp-table/index.mjs';
import { root } from './lib/paths.mjs';
import { main, say } from './lib/report.mjs';

await main(async () => {
  for (const [file, text] of generated()) {
    writeFileSync(file, text);
    say(`✓ ${relative(root, file)}`);
  }
});
