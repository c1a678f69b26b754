// @ts-check
// Where things are: the repository, what is built, and what is kept between clones.

import { readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, isAbsolute, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The repository's root folder. */
export const root = resolve(dirname(fileURLToPath(import.meta.url)), '../..');

/**
 * Tools that were built from source and the WebAssembly toolchain are kept here, outside
 * the checkout, so that a second clone doesn't build them again. Safe to delete.
 */
export const cacheDir =
  process.env.GROUPWIRE_CACHE ||
  join(process.env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'groupwire');

const cargoTarget = process.env.CARGO_TARGET_DIR;

/** Cargo's target folder for native builds. */
export const targetDir = cargoTarget
  ? isAbsolute(cargoTarget)
    ? cargoTarget
    : resolve(root, cargoTarget)
  : join(root, 'target');

/**
 * Cargo's target folder for WebAssembly builds. They may use another compiler than the
 * native ones, and two compilers in one folder invalidate each other's work.
 */
export const wasmTargetDir = join(targetDir, 'wasm');

/** What `wasm-pack build` leaves: the SDK as plain wasm-bindgen output. */
export const pkgDir = join(root, 'pkg');

/** The published package's folder. */
export const npmDir = join(root, 'npm');

/** What is built for the published package. */
export const distDir = join(npmDir, 'dist');

/** The demo's folder. */
export const wwwDir = join(root, 'www');

/** An executable's file name on this system. @param {string} name */
export const exe = (name) => (process.platform === 'win32' ? `${name}.exe` : name);

/** The release binary of the server. */
export const serverBinary = join(targetDir, 'release', exe('groupwire-server'));

/**
 * The version of a crate as Cargo.lock pins it.
 * @param {string} crate
 */
export function lockedVersion(crate) {
  const lock = readFileSync(join(root, 'Cargo.lock'), 'utf8');
  const found = new RegExp(`name = "${crate}"\\r?\\nversion = "([^"]+)"`).exec(lock);
  if (!found) throw new Error(`Cargo.lock has no ${crate}`);
  return /** @type {string} */ (found[1]);
}

/** The oldest compiler that the workspace accepts, from Cargo.toml. */
export function minimumRust() {
  const manifest = readFileSync(join(root, 'Cargo.toml'), 'utf8');
  return /^rust-version = "([^"]+)"/m.exec(manifest)?.[1] ?? '0';
}
