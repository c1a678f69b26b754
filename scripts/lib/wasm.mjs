// @ts-check
// The SDK crate as WebAssembly: wasm-pack builds it, wasm-opt makes it small.

import { copyFile, rename, stat } from 'node:fs/promises';
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

const wasmOpt = join(root, 'node_modules/binaryen/bin/wasm-opt');

/** What the WebAssembly is made of. */
const sources = ['Cargo.toml', 'Cargo.lock', '.cargo', 'src', 'crates/protocol/Cargo.toml', 'crates/protocol/src', 'scripts/lib/wasm.mjs'];

/**
 * Builds `pkg/`, as `wasm-pack build --target web` does, and optimises the module in it.
 * @param {{ toolchain: import('./rust.mjs').WasmToolchain; env: Record<string, string | undefined> }} wasm
 */
export async function buildWasm({ toolchain, env }) {
  const inputs = [...sources.map((path) => join(root, path)), join(root, 'node_modules/binaryen/package.json')];
  const about = { inputs, more: [toolchain.id, env.RUSTFLAGS], outputs: [wasmFile, glueFile, namedWasmFile] };
  await whenChanged('SDK: wasm-pack build', about, async () => {
    await run('wasm-pack', ['build', root, '--target', 'web', '--release', '--out-dir', pkgDir], { env, quiet: true });
    await copyFile(wasmFile, namedWasmFile);
    await optimise(namedWasmFile, `${wasmFile}.opt`, ['--strip-debug', '--strip-producers', '--strip-target-features']);
    await rename(`${wasmFile}.opt`, wasmFile);
    const [before, after] = await Promise.all([stat(namedWasmFile), stat(wasmFile)]);
    say(`  WebAssembly: ${before.size} bytes compiled, ${after.size} bytes optimised`);
  });
}

/**
 * Runs wasm-opt for size until it finds nothing more.
 * @param {string} from
 * @param {string} to
 * @param {string[]} [more]
 */
export async function optimise(from, to, more = []) {
  await run(process.execPath, [wasmOpt, from, '-o', to, '-Oz', '--converge', ...more], { quiet: true });
}
