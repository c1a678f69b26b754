// @ts-check
// The package as it is published, in the hands of those who install it. One process packs it
// once: packing puts files into the package's folder for a while.

import { after, before, describe } from 'node:test';
import { browserRows } from './browser-rows.mjs';
import { nodeRows } from './node-rows.mjs';
import { pack } from './pack.mjs';
import { pkgRows } from './pkg-rows.mjs';
import { tarballRows } from './tarball-rows.mjs';
import { typesRows } from './types-rows.mjs';

describe('the packed package', () => {
  /** @type {import('./pack.mjs').Package} */
  let packed;
  before(async () => void (packed = await pack()));
  after(() => packed?.remove());

  const get = () => packed;
  tarballRows(get);
  typesRows(get);
  nodeRows(get);
  pkgRows();
  browserRows(get);
});
