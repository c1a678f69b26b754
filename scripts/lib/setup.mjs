// @ts-check
// What each command needs, set up where it is missing.

import { findBrowser, setUpBrowser } from './browser.mjs';
import { setUpCargoTool, wasmBindgen, wasmPack } from './cargo-tools.mjs';
import { setUpDdpClients, setUpNodeModules } from './node-modules.mjs';
import { pythonWithClients, setUpPythonClients } from './python.mjs';
import { fitTargetDir, setUpNativeLints, setUpNativeRust, setUpWasmLints, setUpWasmToolchain, wasmEnv } from './rust.mjs';

/** What can be set up, in the order in which one builds on another. */
const needs = {
  native: setUpNativeRust,
  node: setUpNodeModules,
  wasm: wasmEnvironment,
  browser: setUpBrowser,
  'native-lints': setUpNativeLints,
  'wasm-lints': setUpWasmLints,
  'ddp-clients': async () => {
    await setUpDdpClients();
    await setUpPythonClients();
  },
};

/** @typedef {keyof typeof needs} Need */

/** @type {readonly Need[]} */
const toBuild = ['native', 'node', 'wasm'];

/** What each command needs. */
export const purposes = {
  build: toBuild,
  start: toBuild,
  bench: /** @type {readonly Need[]} */ ([...toBuild, 'browser']),
  test: /** @type {readonly Need[]} */ (Object.keys(needs)),
};

/**
 * Sets up what is wanted and isn't there.
 * @param {readonly Need[]} wanted
 */
export async function setUp(wanted) {
  for (const [name, work] of Object.entries(needs)) {
    if (wanted.some((need) => need === name)) await work();
  }
}

/** The environment for cargo and wasm-pack to compile to WebAssembly, set up where it is missing. */
export async function wasmEnvironment() {
  await setUpNativeRust();
  const toolchain = await setUpWasmToolchain();
  const tools = [];
  for (const tool of [wasmPack(), wasmBindgen()]) tools.push(...(await setUpCargoTool(tool)));
  await fitTargetDir(toolchain);
  return { toolchain, env: wasmEnv(toolchain, tools, { ...process.env, ...browserEnv() }) };
}

/** The variable that tells which Python has the foreign clients. */
export function pythonEnv() {
  const python = pythonWithClients();
  return { ...(python && { GROUPWIRE_PYTHON: python }) };
}

/** The variables that tell where the browser is, for the tools that look there. */
export function browserEnv() {
  const { chrome, driver } = findBrowser();
  return { ...(chrome && { CHROME: chrome }), ...(driver && { CHROMEDRIVER: driver }) };
}
