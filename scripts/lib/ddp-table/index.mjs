// @ts-check
// What is generated from the table of Rocket.Chat's methods and streams.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { npmDir, root } from '../paths.mjs';
import { filledIn, tables } from './docs.mjs';
import { irregularModule } from './names.mjs';
import { readMethods, readStreams, tableDir } from './read.mjs';
import { routesModule } from './routes.mjs';

const page = join(root, 'docs/ROCKETCHAT.md');

/** The generated files as they should be: paths and texts. @returns {Map<string, string>} */
export function generated() {
  const methods = readMethods();
  const rows = methods.flatMap((section) => section.rows);
  return new Map([
    [join(tableDir, 'irregular.ts'), irregularModule(rows)],
    [join(npmDir, 'src/rocketchat/rest/routes.ts'), routesModule(rows)],
    [page, filledIn(readFileSync(page, 'utf8'), tables(methods, readStreams()))],
  ]);
}
