// @ts-check
// The SDK crate as WebAssembly: wasm-pack builds it, wasm-opt makes it small.

import { stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pkgDir, root, wasmTargetDir } from './paths.mjs';
import { say } from './report.mjs';
import { run } from './run.mjs';
import { WASM } from './rust.mjs';
import { whenChanged } from './stamp.mjs';

/** The optimised module of `pkg/`. */
export const wasmFile = join(pkgDir, 'groupwire_bg.wasm');

/** What wasm-bindgen makes for the npm package, whose facade does without the feature `standalone`. */
const bundledDir = join(wasmTargetDir, 'bundled');

/** The module for the npm package before wasm-opt, with the names of its functions. */
const namedWasmFile = join(bundledDir, 'groupwire_bg.wasm');

/** wasm-bindgen's glue for the npm package. */
export const glueFile = join(bundledDir, 'groupwire.js');

/** The optimised module for the npm package, with short names for its imports and exports. */
export const bundledWasmFile = join(wasmTargetDir, 'groupwire.bundled.wasm');

/** The long names of those. */
export const renamesFile = join(wasmTargetDir, 'groupwire.renames.json');

/**
 * The crate by itself is both a program's library and a module, and what may become part of a
 * program is not optimised as a whole. As a module alone it is.
 */
const COMPILE_BUNDLED = [
  ...['rustc', '-p', 'groupwire', '--lib', '--crate-type', 'cdylib'],
  ...['--no-default-features', '--profile', 'wasm', '--target', WASM],
];

/** What comes of that. */
const compiledFile = join(wasmTargetDir, WASM, 'wasm/groupwire.wasm');

const BIND = ['--target', 'web', '--no-typescript'];

/**
 * As small as can be, again and again until nothing more is found. Nothing is at the lowest
 * addresses, where the stack would end, so offsets are not in danger of wrapping around.
 * Large functions stay out of their only caller: inside it they are some bytes smaller, and
 * with so many more local variables more bytes after gzip.
 */
const FOR_SIZE = ['-Oz', '--converge', '--low-memory-unused', '--one-caller-inline-max-function-size=30'];

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
  await whenChanged('SDK: the module for npm', about([glueFile, namedWasmFile, bundledWasmFile, renamesFile]), async () => {
    await run('cargo', COMPILE_BUNDLED, { env, cwd: root, quiet: true });
    await run('wasm-bindgen', [...BIND, '--out-dir', bundledDir, compiledFile], { env, quiet: true });
    await runWasmOpt([namedWasmFile, '-o', optimised, ...FOR_SIZE, ...STRIP]);
    await writeFile(renamesFile, await runWasmOpt([optimised, '-o', bundledWasmFile, RENAME, STRIP_FEATURES]));
    const [before, after] = await Promise.all([stat(namedWasmFile), stat(bundledWasmFile)]);
    say(`  WebAssembly: ${before.size} bytes compiled, ${after.size} bytes optimised`);
  });
}

/**
 * Writes the optimised module once more, with the names of its functions kept.
 * @param {string} to
 */
export async function writeNamedOptimised(to) {
  await runWasmOpt([namedWasmFile, '-o', to, ...FOR_SIZE, '-g']);
}

/** @param {string[]} args */
function runWasmOpt(args) {
  return run(process.execPath, [join(root, 'node_modules/binaryen/bin/wasm-opt'), ...args], { quiet: true });
}
