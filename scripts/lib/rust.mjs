// @ts-check
// The Rust toolchains: the user's own for native code, and one that can compile to
// WebAssembly. That is the same one where it can be; else Debian's, beside it.

import { createHash, randomUUID } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { cp, mkdir, mkdtemp, rename, rm, symlink, writeFile } from 'node:fs/promises';
import { delimiter, dirname, join } from 'node:path';
import { candidate, hasApt, install, isInstalled, updateLists } from './debian.mjs';
import { exclusively } from './lock.mjs';
import { cacheDir, minimumRust, wasmTargetDir } from './paths.mjs';
import { say, step } from './report.mjs';
import { capture, CommandError, run, which } from './run.mjs';
import { atLeast } from './versions.mjs';

/** The target that browsers run. */
export const WASM = 'wasm32-unknown-unknown';

/** Raised when the layout of the private toolchains changes. */
const LAYOUT = 1;

const DEBIAN_RUSTC = '/usr/bin/rustc';
const DEBIAN_CARGO = '/usr/bin/cargo';

/** Debian's two families of Rust packages: the newer one, kept up for browsers, and the default. */
const DEBIAN_FAMILIES = [
  { rustc: 'rustc-web', rest: ['cargo-web', 'rust-web-src', 'rust-web-llvm'], clippy: 'rust-web-clippy', fmt: 'rustfmt-web' },
  { rustc: 'rustc', rest: ['cargo', 'rust-src', 'rust-llvm'], clippy: 'rust-clippy', fmt: 'rustfmt' },
];

/**
 * A compiler for WebAssembly.
 * @typedef {object} WasmToolchain
 * @property {string} version what `rustc --version` says
 * @property {string | undefined} bin a folder to put first on PATH; none when PATH's own compiler serves
 * @property {string} id differs between standard libraries that can't be linked together
 */

/** The version of a compiler when it is new enough. @param {string} rustc */
function usableVersion(rustc) {
  const version = capture(rustc, ['--version']);
  return version && atLeast(version, minimumRust()) ? version : undefined;
}

/** Makes sure that there is a compiler for native code. */
export async function setUpNativeRust() {
  if (!usableVersion('rustc')) {
    throw new CommandError(
      `Rust ${minimumRust()} or newer is needed: ${capture('rustc', ['--version']) ?? 'no rustc is on PATH'}. ` +
        'Install it with rustup (https://rustup.rs) or, on Debian, apt-get install rustc-web cargo-web.',
    );
  }
  if (!which('cc') && hasApt()) await install(['gcc', 'libc6-dev']);
}

/** Makes sure that `cargo fmt` and `cargo clippy` work for native code. */
export async function setUpNativeLints() {
  for (const tool of /** @type {const} */ (['fmt', 'clippy'])) {
    if (capture('cargo', [tool, '--version'])) continue;
    const component = tool === 'fmt' ? 'rustfmt' : 'clippy';
    if (isRustup()) {
      await step(`rustup component add ${component}`, () => run('rustup', ['component', 'add', component], { quiet: true }));
    } else if (hasApt()) {
      await install([debianFamily()[tool]]);
    } else {
      throw new CommandError(`cargo ${tool} is missing: install ${component} for your toolchain`);
    }
  }
}

/**
 * The toolchain for WebAssembly when one is there already.
 * @returns {WasmToolchain | undefined}
 */
export function findWasmToolchain() {
  const version = usableVersion('rustc');
  if (version && hasStd(capture('rustc', ['--print', 'target-libdir', '--target', WASM]))) {
    return { version, bin: undefined, id: version };
  }
  const debian = usableVersion(DEBIAN_RUSTC);
  if (!debian) return undefined;
  const home = privateHome(debian);
  if (!existsSync(join(home, 'id'))) return undefined;
  return { version: debian, bin: join(home, 'bin'), id: readFileSync(join(home, 'id'), 'utf8') };
}

/**
 * The toolchain for WebAssembly; sets it up when there is none.
 * @returns {Promise<WasmToolchain>}
 */
export async function setUpWasmToolchain() {
  return findWasmToolchain() ?? (await exclusively(cacheDir, 'wasm-toolchain', setUp));
}

/** @returns {Promise<WasmToolchain>} */
async function setUp() {
  const found = findWasmToolchain();
  if (found) return found;
  if (isRustup() && (await rustupAddsTarget())) {
    const added = findWasmToolchain();
    if (added) return added;
  }
  if (!hasApt()) {
    throw new CommandError(`the standard library for ${WASM} is missing: install it for your Rust toolchain (rustup target add ${WASM})`);
  }
  const family = await installDebianRust();
  await buildPrivateToolchain(family);
  const built = findWasmToolchain();
  if (!built) throw new CommandError(`no toolchain for ${WASM} could be set up`);
  return built;
}

/** Makes sure that `cargo clippy` works with the toolchain for WebAssembly. */
export async function setUpWasmLints() {
  const toolchain = await setUpWasmToolchain();
  if (toolchain.bin && !existsSync('/usr/bin/cargo-clippy')) await install([debianFamily().clippy]);
}

/** Whether PATH's compiler is one of rustup's. */
const isRustup = () => which('rustup') !== undefined && capture('rustup', ['which', 'rustc']) !== undefined;

/** Asks rustup for the target; false when it can't be downloaded. */
function rustupAddsTarget() {
  return step(`rustup target add ${WASM}`, async () => {
    const said = await run('rustup', ['target', 'add', WASM], { quiet: true }).catch(() => undefined);
    if (said === undefined) say(`  rustup can't fetch ${WASM}; building it from the system's Rust sources instead`);
    return said !== undefined;
  });
}

/** The family of Debian packages that is installed or, where none is, the first that is new enough. */
function debianFamily() {
  const fits = (/** @type {string | undefined} */ version) => version !== undefined && atLeast(version, minimumRust());
  const family =
    DEBIAN_FAMILIES.find(({ rustc }) => isInstalled(rustc)) ?? DEBIAN_FAMILIES.find(({ rustc }) => fits(candidate(rustc)));
  if (!family) throw new CommandError(`this system has no package of Rust ${minimumRust()} or newer`);
  return family;
}

/** Installs Debian's compiler, the sources of its standard library and its linker. */
async function installDebianRust() {
  if (!DEBIAN_FAMILIES.some(({ rustc }) => candidate(rustc))) await updateLists();
  const family = debianFamily();
  await install([family.rustc, ...family.rest]);
  // `rust-lld` is a link to an lld that only a suggested package brings, of the same LLVM.
  const llvm = /LLVM version: (\d+)/.exec(capture(DEBIAN_RUSTC, ['-vV']) ?? '')?.[1];
  await install([`lld-${llvm}`]);
  return family;
}

/** Whether a folder of libraries has a standard library in it. @param {string | undefined} folder */
function hasStd(folder) {
  return folder !== undefined && existsSync(folder) && readdirSync(folder).some((file) => /^libstd-.*\.rlib$/.test(file));
}

/** Where the private toolchain of this compiler belongs. @param {string} version */
function privateHome(version) {
  const number = /\d+\.\d+\.\d+/.exec(version)?.[0];
  const hash = createHash('sha256').update(`${LAYOUT} ${version}`).digest('hex').slice(0, 8);
  return join(cacheDir, `rust-${number}-${hash}`);
}

/**
 * Debian's compiler has no standard library for WebAssembly in this version, but its
 * sources. It is compiled once and put into a sysroot of our own, which leaves the
 * system's folders alone; wrappers of the compiler point to it.
 * @param {typeof DEBIAN_FAMILIES[number]} family
 */
async function buildPrivateToolchain(family) {
  const version = usableVersion(DEBIAN_RUSTC);
  if (!version) throw new CommandError(`${family.rustc} is older than Rust ${minimumRust()}`);
  await mkdir(cacheDir, { recursive: true });
  const work = await mkdtemp(join(cacheDir, 'building-'));
  try {
    const rlibs = await step(`compile Rust's standard library for ${WASM}`, () => compileStd(work));
    const home = join(work, 'home');
    await layOut(home, version, rlibs);
    await rm(privateHome(version), { recursive: true, force: true });
    await rename(home, privateHome(version));
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}

/**
 * Compiles the standard library, by way of an empty crate that needs it.
 * @param {string} work
 */
async function compileStd(work) {
  const crate = join(work, 'empty');
  await mkdir(join(crate, 'src'), { recursive: true });
  await writeFile(join(crate, 'Cargo.toml'), '[package]\nname = "empty"\nedition = "2024"\n[workspace]\n');
  await writeFile(join(crate, 'src/lib.rs'), '');
  const sources = join(dirname(dirname(DEBIAN_RUSTC)), 'lib/rustlib/src/rust');
  await run(DEBIAN_CARGO, ['build', '--release', '-Zbuild-std=std,panic_abort,test', '--target', WASM], {
    cwd: crate,
    quiet: true,
    env: {
      ...process.env,
      RUSTC: DEBIAN_RUSTC,
      // `-Zbuild-std` is for nightly compilers, but this is how rustup's library is made too.
      RUSTC_BOOTSTRAP: '1',
      // Bitcode makes link-time optimisation possible; the remapped path is the one
      // that rustup's library has, so that both give the same WebAssembly.
      RUSTFLAGS: `-Cembed-bitcode=yes --remap-path-prefix=${sources}=/rustc`,
      CARGO_ENCODED_RUSTFLAGS: undefined,
      CARGO_TARGET_DIR: join(work, 'target'),
    },
  });
  const deps = join(work, 'target', WASM, 'release/deps');
  return readdirSync(deps)
    .filter((file) => file.endsWith('.rlib') && !file.startsWith('libempty-'))
    .map((file) => join(deps, file));
}

/**
 * Lays out the sysroot and the wrappers.
 * @param {string} home where they are written
 * @param {string} version the compiler's
 * @param {string[]} rlibs
 */
async function layOut(home, version, rlibs) {
  const systemLibs = join(dirname(dirname(DEBIAN_RUSTC)), 'lib/rustlib');
  const libs = join(home, 'sysroot/lib/rustlib');
  await mkdir(join(libs, WASM, 'lib'), { recursive: true });
  for (const rlib of rlibs) await cp(rlib, join(libs, WASM, 'lib', /** @type {string} */ (rlib.split('/').pop())));
  for (const part of readdirSync(systemLibs)) await symlink(join(systemLibs, part), join(libs, part));

  const bin = join(home, 'bin');
  const sysroot = join(privateHome(version), 'sysroot');
  await mkdir(bin);
  const wrappers = {
    rustc: `exec ${DEBIAN_RUSTC} --sysroot '${sysroot}' "$@"`,
    rustdoc: `exec /usr/bin/rustdoc --sysroot '${sysroot}' "$@"`,
    cargo: `exec ${DEBIAN_CARGO} "$@"`,
    'cargo-clippy': `SYSROOT='${sysroot}' exec /usr/bin/cargo-clippy "$@"`,
  };
  await writeFile(join(home, 'id'), `${version} ${randomUUID()}`);
  for (const [name, line] of Object.entries(wrappers)) {
    await writeFile(join(bin, name), `#!/bin/sh\n${line}\n`, { mode: 0o755 });
  }
}

/**
 * Empties the target folder when its contents were compiled against another standard
 * library: cargo doesn't notice that by itself.
 * @param {WasmToolchain} toolchain
 */
export async function fitTargetDir(toolchain) {
  const stamp = join(wasmTargetDir, 'std-id');
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === toolchain.id) return;
  await rm(wasmTargetDir, { recursive: true, force: true });
  await mkdir(wasmTargetDir, { recursive: true });
  await writeFile(stamp, toolchain.id);
}

/**
 * The environment in which cargo and wasm-pack compile to WebAssembly.
 * @param {WasmToolchain} toolchain
 * @param {string[]} tools further folders to put first on PATH
 * @param {Record<string, string | undefined>} [env]
 * @returns {Record<string, string | undefined>}
 */
export function wasmEnv(toolchain, tools, env = process.env) {
  const first = [...(toolchain.bin ? [toolchain.bin] : []), ...tools];
  const PATH = [...first, ...(env.PATH ?? '').split(delimiter).filter((folder) => !first.includes(folder))].join(delimiter);
  return { ...env, PATH, CARGO_TARGET_DIR: wasmTargetDir, ...(toolchain.bin && { RUSTC: join(toolchain.bin, 'rustc') }) };
}
