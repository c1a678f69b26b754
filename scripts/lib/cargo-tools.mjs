// @ts-check
// Programs that `cargo install` brings, in the version that the repository wants.

import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { exclusively } from './lock.mjs';
import { cacheDir, exe, lockedVersion } from './paths.mjs';
import { step } from './report.mjs';
import { capture, run } from './run.mjs';

/**
 * @typedef {object} CargoTool
 * @property {string} crate
 * @property {string} version
 * @property {string} binary
 * @property {RegExp} says what `--version` prints of a fitting one
 */

/** @param {string} text */
const literally = (text) => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');

/**
 * @param {string} crate
 * @param {string} version
 * @param {string} binary
 * @returns {CargoTool}
 */
const tool = (crate, version, binary = crate) => ({
  crate,
  version,
  binary,
  says: new RegExp(`\\b${literally(version)}\\b`),
});

/** The tool that builds and tests the SDK crate. */
export const wasmPack = () => tool('wasm-pack', '0.15.1');

/** Its helper: the generated glue only fits the very version of the library that is linked. */
export const wasmBindgen = () => tool('wasm-bindgen-cli', lockedVersion('wasm-bindgen'), 'wasm-bindgen');

/** @param {CargoTool} tool */
const home = ({ crate, version }) => join(cacheDir, 'tools', `${crate}-${version}`);

/**
 * The folder to put on PATH for this tool: none when PATH has it already, undefined when
 * it isn't installed.
 * @param {CargoTool} tool
 * @returns {string[] | undefined}
 */
export function findCargoTool(tool) {
  const bin = join(home(tool), 'bin');
  if (existsSync(join(bin, exe(tool.binary)))) return [bin];
  return tool.says.test(capture(tool.binary, ['--version']) ?? '') ? [] : undefined;
}

/**
 * Finds the tool, or builds it from its source.
 * @param {CargoTool} tool
 */
export async function setUpCargoTool(tool) {
  return (
    findCargoTool(tool) ??
    (await exclusively(cacheDir, tool.crate, async () => findCargoTool(tool) ?? (await cargoInstall(tool))))
  );
}

/** @param {CargoTool} tool */
function cargoInstall(tool) {
  return step(`cargo install ${tool.crate} ${tool.version}`, async () => {
    const args = ['install', tool.crate, '--version', `=${tool.version}`, '--root', home(tool)];
    // Its lock file is what was tested, but may name a version that was withdrawn since.
    await run('cargo', [...args, '--locked'], { quiet: true }).catch(() => run('cargo', args, { quiet: true }));
    return [join(home(tool), 'bin')];
  });
}
