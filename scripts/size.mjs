// @ts-check
// npm run size: what `import 'groupwire'` costs, which part of it costs what, and what is loaded
// later by the calls that need it.
//   --gate    only the totals
//   --top 30  and the largest functions of the WebAssembly
//   --json    JSON on stdout, and nothing else there
// Ends with exit code 1 when a total is over its gate.

import { readFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { parseArgs } from 'node:util';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';
import { encode } from './lib/ascii.mjs';
import { buildAll } from './lib/build.mjs';
import { bundleOptions } from './lib/bundle.mjs';
import { root, wasmTargetDir } from './lib/paths.mjs';
import { main, say } from './lib/report.mjs';
import { bundledModules, writeNamedOptimised } from './lib/wasm.mjs';
import { bytesByCrate, largestFunctions } from './lib/wasm-names.mjs';

/** The most that an entry may have, in bytes after gzip. */
const GATES = { groupwire: 40_000, 'groupwire/rocketchat': 60_000 };

/** @typedef {{ min: number; gzip: number; brotli: number }} Size */

await main(async () => {
  const { values } = parseArgs({ options: { gate: { type: 'boolean' }, json: { type: 'boolean' }, top: { type: 'string' } } });
  await buildAll(['sdk']);

  /** @type {Record<string, Size>} */
  const entries = {};
  for (const entry of Object.keys(GATES)) {
    const { now, later } = await bundleConsumer(entry);
    entries[entry] = measureAll(now.map(({ contents }) => contents));
    for (const { path, contents } of later) entries[`${entry}, later: ${partName(path)}`] = measure(contents);
  }
  const named = values.gate ? undefined : await namedWasm();
  const breakdown = named ? { parts: await parts(), wasm_by_crate: bytesByCrate(named) } : {};

  if (values.json) console.log(JSON.stringify({ entries, gates: GATES, ...breakdown }));
  else print(entries, breakdown);
  if (named && values.top && !values.json) printLargest(named, Number(values.top));

  for (const [entry, gate] of Object.entries(GATES)) {
    const { gzip } = /** @type {Size} */ (entries[entry]);
    if (gzip <= gate) continue;
    say(`✗ ${entry} is ${gzip - gate} bytes over its gate of ${gate} bytes (gzip)`);
    process.exitCode = 1;
  }
});

/**
 * The files of a page that imports all of an entry, as a consumer's bundler makes them: what it
 * loads at once, and what calls load later.
 * @param {string} entry
 */
async function bundleConsumer(entry) {
  const { build } = await import('esbuild');
  const { outputFiles, metafile } = await build({
    stdin: { contents: `import * as all from '${entry}'; globalThis.all = all;`, resolveDir: root, sourcefile: 'page.js' },
    bundle: true,
    minify: true,
    format: 'esm',
    platform: 'browser',
    target: 'es2022',
    legalComments: 'none',
    charset: 'utf8',
    splitting: true,
    metafile: true,
    outdir: 'page',
    write: false,
  });
  const chunks = Object.entries(metafile.outputs);
  const first = /** @type {string} */ (chunks.find(([, { entryPoint }]) => entryPoint === 'page.js')?.[0]);
  const atOnce = new Set([first]);
  for (const path of atOnce) {
    const { imports } = /** @type {import('esbuild').Metafile['outputs'][string]} */ (metafile.outputs[path]);
    for (const { path: imported, kind } of imports) if (kind === 'import-statement') atOnce.add(imported);
  }
  const files = outputFiles.map(({ path, contents }) => ({ path: relative(process.cwd(), path), contents }));
  const [now, later] = [true, false].map((wanted) => files.filter(({ path }) => atOnce.has(path) === wanted));
  return { now: /** @type {typeof files} */ (now), later: /** @type {typeof files} */ (later) };
}

/** @param {Uint8Array[]} files each compressed by itself, as they are sent */
function measureAll(files) {
  const sizes = files.map(measure);
  const sum = (/** @type {keyof Size} */ key) => sizes.reduce((total, size) => total + size[key], 0);
  return { min: sum('min'), gzip: sum('gzip'), brotli: sum('brotli') };
}

/** @param {Uint8Array} bytes @returns {Size} */
function measure(bytes) {
  const params = { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length };
  return {
    min: bytes.length,
    gzip: gzipSync(bytes, { level: 9 }).length,
    brotli: brotliCompressSync(bytes, { params }).length,
  };
}

/**
 * The parts of the bundle: JavaScript by its bytes in it; the WebAssembly by itself, and as
 * the text that it is in the bundle.
 */
async function parts() {
  const { build } = await import('esbuild');
  const { metafile } = await build({ ...bundleOptions(), write: false });
  const js = { facade: 0, glue: 0, snippets: 0, decoder: 0 };
  for (const [path, { bytesInOutput }] of Object.values(metafile.outputs).flatMap(({ inputs }) => Object.entries(inputs))) {
    const part = partOf(path);
    if (part) js[part] += bytesInOutput;
  }
  const wasm = await readFile(bundledModules.groupwire.wasm);
  return {
    ...Object.fromEntries(Object.entries(js).map(([name, min]) => [name, { min }])),
    'wasm (raw)': measure(wasm),
    'wasm (in bundle)': measure(Buffer.from(encode(wasm).text)),
  };
}

/** The name of a chunk without its hash. @param {string} path */
function partName(path) {
  return /** @type {string} */ (path.split('/').pop()).replace(/(-[A-Z0-9]+)+\.js$/, '');
}

/** @param {string} path a module of the bundle, as esbuild names it */
function partOf(path) {
  if (path.startsWith('wasm:')) return undefined;
  const place = relative(root, join(root, path)).replaceAll('\\', '/');
  if (place.endsWith('/groupwire.js')) return 'glue';
  if (place.startsWith('scripts/')) return 'decoder';
  return place.startsWith('src/') ? 'snippets' : 'facade';
}

/** The optimised module with the names of its functions. */
async function namedWasm() {
  const file = join(wasmTargetDir, 'groupwire.opt-named.wasm');
  await writeNamedOptimised(bundledModules.groupwire, file);
  return readFile(file);
}

/**
 * @param {Record<string, Size>} entries
 * @param {{ parts?: Record<string, { min: number; gzip?: number; brotli?: number }>; wasm_by_crate?: Record<string, number> }} breakdown
 */
function print(entries, { parts: byPart, wasm_by_crate: byCrate }) {
  const row = (/** @type {string} */ name, /** @type {(number | string | undefined)[]} */ columns) =>
    console.log(`${name.padEnd(32)}${columns.map((column) => String(column ?? '').padStart(9)).join('')}`);
  row("import '…'", ['min', 'gzip', 'brotli', 'gate']);
  for (const [entry, { min, gzip, brotli }] of Object.entries(entries)) row(entry, [min, gzip, brotli, Object(GATES)[entry]]);
  if (byPart) {
    console.log();
    row('part', ['min', 'gzip', 'brotli']);
    for (const [name, { min, gzip, brotli }] of Object.entries(byPart)) row(name, [min, gzip, brotli]);
  }
  if (byCrate) {
    console.log();
    row('wasm by crate', ['raw']);
    for (const [name, bytes] of Object.entries(byCrate)) row(name, [bytes]);
  }
}

/**
 * @param {Uint8Array} wasm
 * @param {number} count
 */
function printLargest(wasm, count) {
  console.log('\nlargest functions (raw)');
  for (const { name, size } of largestFunctions(wasm).slice(0, count)) console.log(`${String(size).padStart(7)}  ${name}`);
}
