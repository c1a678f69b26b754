// @ts-check
// The SDK crate as WebAssembly: wasm-pack builds it, wasm-opt makes it small.

import { stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { pkgDir, root, wasmTargetDir } from './paths.mjs';
import { say } from './report.mjs';
import { run } from './run.mjs';
import { WASM } from './rust.mjs';
import { whenChanged } from './stamp.mjs';

/** The optimised module of `pkg/`. */
export const wasmFile = join(pkgDir, 'groupwire_bg.wasm');

/**
 * A module for the npm package, whose facade does without the feature `standalone`.
 * @typedef {object} Bundled
 * @property {string} name
 * @property {string[]} features of the crate
 * @property {string} named before wasm-opt, with the names of its functions
 * @property {string} glue wasm-bindgen's
 * @property {string} wasm optimised, with short names for its imports and exports
 * @property {string} renames the long names of those
 */

/** @param {string} name @param {string[]} features @returns {Bundled} */
function bundled(name, features) {
  const folder = join(wasmTargetDir, `bundled-${name}`);
  return {
    name,
    features,
    named: join(folder, 'groupwire_bg.wasm'),
    glue: join(folder, 'groupwire.js'),
    wasm: join(wasmTargetDir, `${name}.bundled.wasm`),
    renames: join(wasmTargetDir, `${name}.renames.json`),
  };
}

/** The modules for the npm package: what every page loads, and what those load that speak the Rocket.Chat Realtime API. */
export const bundledModules = { groupwire: bundled('groupwire', []), rocketchat: bundled('rocketchat', ['rocketchat']) };

/**
 * The crate by itself is both a program's library and a module, and what may become part of a
 * program is not optimised as a whole. As a module alone it is.
 * @param {string[]} features
 */
const compileBundled = (features) => [
  ...['rustc', '-p', 'groupwire', '--lib', '--crate-type', 'cdylib'],
  ...['--no-default-features', ...features.flatMap((feature) => ['--features', feature]), '--profile', 'wasm', '--target', WASM],
];

/** What comes of that. */
const compiledFile = join(wasmTargetDir, WASM, 'wasm/groupwire.wasm');

const BIND = ['--target', 'web', '--no-typescript'];

/**
 * As small as can be, again and again until nothing more is found. Nothing is at the lowest
 * addresses, where the stack would end, so offsets are not in danger of wrapping around.
 *
 * What counts is the size after gzip, for which code that is alike is better than code that is short.
 * - The compiler's control flow is taken apart and built anew first.
 * - Large functions stay out of their only caller: inside it they are some bytes smaller, and
 *   with so many more local variables more bytes after gzip.
 * - Common subexpressions are repeated and not kept in local variables.
 * - Loads and stores say nothing about alignment, a hint of which today's processors make no use.
 */
const FOR_SIZE = [
  ...['--flatten', '--rereloop', '-O1'],
  ...['-Oz', '--converge', '--low-memory-unused', '--one-caller-inline-max-function-size=30', '--skip-pass=local-cse'],
  '--dealign',
];

/** Drops the names of functions and what compiled them. */
const STRIP = ['--strip-debug', '--strip-producers'];

/** Prints what it renamed as JSON. */
const RENAME = '--minify-imports-and-exports-and-modules';

/** The section that tells tools which features the module uses; wasm-opt reads it too, so it goes last. */
const STRIP_FEATURES = '--strip-target-features';

/** What the WebAssembly is made of. */
const sources = ['Cargo.toml', 'Cargo.lock', '.cargo', 'src', 'crates/protocol/Cargo.toml', 'crates/protocol/src', 'scripts/lib/wasm.mjs'];

/**
 * Builds `pkg/`, as `wasm-pack build --target web` does, and the module for the npm package, and optimises both.
 * @param {{ toolchain: import('./rust.mjs').WasmToolchain; env: Record<string, string | undefined> }} wasm
 */
export async function buildWasm({ toolchain, env }) {
  const inputs = [...sources.map((path) => join(root, path)), join(root, 'node_modules/binaryen/package.json')];
  const about = (/** @type {string[]} */ outputs) => ({ inputs, more: [toolchain.id, env.RUSTFLAGS], outputs });
  const optimised = join(wasmTargetDir, 'groupwire.opt.wasm');
  await whenChanged('SDK: wasm-pack build', about([wasmFile]), async () => {
    await run('wasm-pack', ['build', root, '--target', 'web', '--release', '--out-dir', pkgDir], { env, quiet: true });
    await runWasmOpt([wasmFile, '-o', optimised, ...FOR_SIZE, ...STRIP]);
    await runWasmOpt([optimised, '-o', wasmFile, STRIP_FEATURES]);
  });
  for (const { name, features, named, glue, wasm, renames } of Object.values(bundledModules)) {
    await whenChanged(`SDK: the module ${name} for npm`, about([glue, named, wasm, renames]), async () => {
      await run('cargo', compileBundled(features), { env, cwd: root, quiet: true });
      await run('wasm-bindgen', [...BIND, '--out-dir', dirname(glue), compiledFile], { env, quiet: true });
      await runWasmOpt([named, '-o', optimised, ...FOR_SIZE, ...STRIP]);
      await writeFile(renames, await runWasmOpt([optimised, '-o', wasm, RENAME, STRIP_FEATURES]));
      const [before, after] = await Promise.all([stat(named), stat(wasm)]);
      say(`  WebAssembly: ${before.size} bytes compiled, ${after.size} bytes optimised`);
    });
  }
}

/**
 * Writes an optimised module once more, with the names of its functions kept.
 * @param {Bundled} module
 * @param {string} to
 */
export async function writeNamedOptimised({ named }, to) {
  await runWasmOpt([named, '-o', to, ...FOR_SIZE, '-g']);
}

/** @param {string[]} args */
function runWasmOpt(args) {
  return run(process.execPath, [join(root, 'node_modules/binaryen/bin/wasm-opt'), ...args], { quiet: true });
}
