// @ts-check
// The parts of the product and how each is built.

import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { buildPackage } from './bundle.mjs';
import { exclusively } from './lock.mjs';
import { root, targetDir, wwwDir } from './paths.mjs';
import { step } from './report.mjs';
import { run } from './run.mjs';
import { purposes, setUp, wasmEnvironment } from './setup.mjs';
import { whenChanged } from './stamp.mjs';
import { buildWasm } from './wasm.mjs';

/**
 * - `sdk`: `pkg/` and `npm/dist`
 * - `server`: the release binary
 * - `www`: the demo, which needs the SDK
 * @typedef {'sdk' | 'server' | 'www'} Part
 */

/** @type {readonly Part[]} */
export const parts = ['sdk', 'server', 'www'];

/** @type {Record<Part, () => Promise<void>>} */
const builders = {
  sdk: buildSdk,
  server: buildServer,
  www: buildDemo,
};

/**
 * Builds parts of the product, with what they need set up first.
 * @param {readonly Part[]} wanted
 */
export async function buildAll(wanted = parts) {
  await setUp(wanted.some((part) => part !== 'server') ? purposes.build : ['native']);
  await exclusively(targetDir, 'build', async () => {
    for (const part of wanted) await builders[part]();
  });
}

async function buildSdk() {
  await buildWasm(await wasmEnvironment());
  await buildPackage();
}

/** Cargo knows best what changed, and asking it costs little. */
async function buildServer() {
  await step('server: cargo build --release', () => run('cargo', ['build', '--release', '-p', 'groupwire-server']));
}

async function buildDemo() {
  if (!existsSync(join(wwwDir, 'package.json'))) return;
  const inputs = [wwwDir, join(root, 'npm/dist'), join(root, 'node_modules/vite/package.json'), join(root, 'scripts/lib/build.mjs')];
  await whenChanged('demo: vite build', { inputs, outputs: [join(wwwDir, 'dist/index.html')] }, () =>
    run(process.execPath, [join(root, 'node_modules/vite/bin/vite.js'), 'build'], { cwd: wwwDir, quiet: true }).then(() => {}),
  );
}
