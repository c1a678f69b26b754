// @ts-check
// The SDK crate as WebAssembly: wasm-pack builds it, wasm-opt makes it small.

import { copyFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pkgDir, root, wasmTargetDir } from './paths.mjs';
import { say } from './report.mjs';
import { run } from './run.mjs';
import { whenChanged } from './stamp.mjs';

/** The optimised module. */
export const wasmFile = join(pkgDir, 'groupwire_bg.wasm');

/** The module before wasm-opt, with the names of its functions. */
export const namedWasmFile = join(wasmTargetDir, 'groupwire.named.wasm');

/** wasm-bindgen's glue. */
export const glueFile = join(pkgDir, 'groupwire.js');

/** The optimised module with short names for its imports and exports, which is the one that is published. */
export const bundledWasmFile = join(wasmTargetDir, 'groupwire.bundled.wasm');

/** The long names of those. */
export const renamesFile = join(wasmTargetDir, 'groupwire.renames.json');

/**
 * As small as can be, again and again until nothing more is found. Nothing is at the lowest
 * addresses, where the stack would end, so offsets are not in danger of wrapping around.
 */
const FOR_SIZE = ['-Oz', '--converge', '--low-memory-unused'];

/** Prints what it renamed as JSON. */
const RENAME = '--minify-imports-and-exports-and-modules';

/** The section that tells tools which features the module uses; wasm-opt reads it too, so it goes last. */
const STRIP_FEATURES = '--strip-target-features';

/** What the WebAssembly is made of. */
const sources = ['Cargo.toml', 'Cargo.lock', '.cargo', 'src', 'crates/protocol/Cargo.toml', 'crates/protocol/src', 'scripts/lib/wasm.mjs'];

/**
 * Builds `pkg/`, as `wasm-pack build --target web` does, and optimises the module in it.
 * @param {{ toolchain: import('./rust.mjs').WasmToolchain; env: Record<string, string | undefined> }} wasm
 */
export async function buildWasm({ toolchain, env }) {
  const inputs = [...sources.map((path) => join(root, path)), join(root, 'node_modules/binaryen/package.json')];
  const about = { inputs, more: [toolchain.id, env.RUSTFLAGS], outputs: [wasmFile, glueFile, namedWasmFile, bundledWasmFile, renamesFile] };
  await whenChanged('SDK: wasm-pack build', about, async () => {
    await run('wasm-pack', ['build', root, '--target', 'web', '--release', '--out-dir', pkgDir], { env, quiet: true });
    await copyFile(wasmFile, namedWasmFile);
    const optimised = join(wasmTargetDir, 'groupwire.opt.wasm');
    await runWasmOpt([namedWasmFile, '-o', optimised, ...FOR_SIZE, '--strip-debug', '--strip-producers']);
    await runWasmOpt([optimised, '-o', wasmFile, STRIP_FEATURES]);
    await writeFile(renamesFile, await runWasmOpt([optimised, '-o', bundledWasmFile, RENAME, STRIP_FEATURES]));
    const [before, after] = await Promise.all([stat(namedWasmFile), stat(wasmFile)]);
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
