// @ts-check
// npm run build: everything that is shipped. Parts whose inputs didn't change are skipped.
//   --only sdk,server,www   only these parts

import { parseArgs } from 'node:util';
import { buildAll, parts } from './lib/build.mjs';
import { main } from './lib/report.mjs';
import { CommandError } from './lib/run.mjs';

await main(async () => {
  const { values } = parseArgs({ options: { only: { type: 'string' } } });
  const wanted = values.only?.split(',') ?? [...parts];
  const unknown = wanted.find((name) => !parts.some((part) => part === name));
  if (unknown) throw new CommandError(`--only takes ${parts.join(', ')}; not ${unknown}`);
  await buildAll(parts.filter((part) => wanted.includes(part)));
});
