// @ts-check
// What each command needs, set up where it is missing.

import { findBrowser, setUpBrowser } from './browser.mjs';
import { findCargoTool, setUpCargoTool, wasmBindgen, wasmPack } from './cargo-tools.mjs';
import { setUpNodeModules } from './node-modules.mjs';
import { fitTargetDir, setUpNativeLints, setUpNativeRust, setUpWasmLints, setUpWasmToolchain, wasmEnv } from './rust.mjs';

/**
 * - `sdk`: to build the WebAssembly and the npm package
 * - `build`, `start`: that, and to build the server and the demo
 * - `bench`: that, and a browser
 * - `test`: that, and the linters
 * @typedef {'sdk' | 'build' | 'start' | 'bench' | 'test'} Purpose
 */

/** @type {readonly Purpose[]} */
export const purposes = ['sdk', 'build', 'start', 'bench', 'test'];

/**
 * Sets up everything that a purpose needs and that isn't there.
 * @param {Purpose} purpose
 */
export async function setUp(purpose) {
  await setUpNativeRust();
  await setUpNodeModules();
  await wasmEnvironment();
  if (purpose === 'bench' || purpose === 'test') await setUpBrowser();
  if (purpose === 'test') {
    await setUpNativeLints();
    await setUpWasmLints();
  }
}

/** The environment for cargo and wasm-pack to compile to WebAssembly, set up where it is missing. */
export async function wasmEnvironment() {
  const toolchain = await setUpWasmToolchain();
  const tools = [];
  for (const tool of [wasmPack(), wasmBindgen()]) tools.push(...(await setUpCargoTool(tool)));
  await fitTargetDir(toolchain);
  return { toolchain, env: wasmEnv(toolchain, tools, browserEnv()) };
}

/** The environment with the browser that was found, for the tools that look there. */
function browserEnv() {
  const { chrome, driver } = findBrowser();
  return { ...process.env, ...(chrome && { CHROME: chrome }), ...(driver && { CHROMEDRIVER: driver }) };
}
