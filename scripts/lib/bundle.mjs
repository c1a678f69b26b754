// @ts-check
// The published entry: facade, glue, snippets and WebAssembly in one file, and beside it the parts
// that it loads when they are wanted first.

import { existsSync } from 'node:fs';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { encode } from './ascii.mjs';
import { withOneLoader, withoutSpares } from './glue.mjs';
import { renameInGlue } from './minify-names.mjs';
import { distDir, npmDir, root } from './paths.mjs';
import { whenChanged } from './stamp.mjs';
import { emitTypes, typesFiles } from './types.mjs';
import { bundledModules } from './wasm.mjs';

/** The facade's entries, by the names of the published modules. */
export const facadeEntries = { index: join(npmDir, 'src/index.ts'), rocketchat: join(npmDir, 'src/rocketchat/index.ts') };

/** The published modules. */
export const bundleFiles = Object.keys(facadeEntries).map((name) => join(distDir, `${name}.js`));

/** Where wasm-bindgen puts its copies of the crate's JavaScript, and where they come from. */
const SNIPPET = /(?:^|[\\/])snippets[\\/]groupwire-[0-9a-f]+[\\/](.+)$/;

/** @param {string} path of a virtual module */
const moduleOf = (path) => (path.endsWith('-rocketchat') ? bundledModules.rocketchat : bundledModules.groupwire);

/**
 * The esbuild plugin that knows the facade's virtual modules: `groupwire:glue` and `groupwire:wasm`, and the same with
 * `-rocketchat` for the module that speaks that protocol.
 * @returns {import('esbuild').Plugin}
 */
export function groupwire() {
  return {
    name: 'groupwire',
    setup(build) {
      build.onResolve({ filter: /^groupwire:glue\b/ }, ({ path }) => ({ path: moduleOf(path).glue, sideEffects: false }));
      build.onResolve({ filter: /^groupwire:wasm\b/ }, ({ path }) => ({ path: moduleOf(path).wasm, namespace: 'wasm', sideEffects: false }));
      build.onLoad({ filter: /.*/, namespace: 'wasm' }, async ({ path }) => ({ contents: wasmModule(await readFile(path)), resolveDir: root }));
      // The glue imports copies of the crate's own modules. The facade imports the
      // originals; with both there would be two instances of each.
      build.onResolve({ filter: SNIPPET }, ({ path, importer }) => {
        const original = join(root, /** @type {string} */ (SNIPPET.exec(path)?.[1]));
        return { path: existsSync(original) ? original : resolve(dirname(importer), path), sideEffects: false };
      });
      build.onLoad({ filter: /[\\/]groupwire\.js$/ }, async ({ path }) => {
        const module = Object.values(bundledModules).find(({ glue }) => glue === path);
        if (!module) return undefined;
        const renames = JSON.parse(await readFile(module.renames, 'utf8'));
        return { contents: renameInGlue(withoutSpares(withOneLoader(await readFile(path, 'utf8'))), renames), loader: 'js' };
      });
    },
  };
}

/**
 * The source of `groupwire:wasm`.
 * @param {Uint8Array} wasm
 */
function wasmModule(wasm) {
  return `
    import { decode } from './scripts/lib/ascii.mjs';
    const ascii = ${JSON.stringify(encode(wasm))};
    export const bytes = () => decode(ascii);`;
}

/**
 * An import of a part for nothing but its effects, which keeps the order in which parts are run. They have no effects, and
 * the bundlers of our users warn of it.
 */
const BARE_IMPORT = /\bimport"\.\/[\w./-]+";/g;

/**
 * How the entries are bundled.
 * @returns {import('esbuild').BuildOptions & { metafile: true }}
 */
export const bundleOptions = () => ({
  entryPoints: facadeEntries,
  bundle: true,
  minify: true,
  format: 'esm',
  platform: 'neutral',
  mainFields: ['module', 'main'],
  target: 'es2022',
  legalComments: 'none',
  charset: 'utf8',
  logLevel: 'warning',
  metafile: true,
  splitting: true,
  outdir: distDir,
  chunkNames: 'parts/[name]-[hash]',
  plugins: [groupwire()],
});

/** Writes `npm/dist`: the bundle and its types. */
export async function buildPackage() {
  const sources = ['npm/src', 'npm/tsconfig.json', 'tsconfig.base.json', 'src/js', 'scripts/lib'];
  const tools = ['esbuild', 'typescript'].map((name) => `node_modules/${name}/package.json`);
  const modules = Object.values(bundledModules).flatMap(({ wasm, renames, glue }) => [wasm, renames, glue]);
  const inputs = [...[...sources, ...tools].map((path) => join(root, path)), ...modules];
  await whenChanged('SDK: npm/dist', { inputs, outputs: [...bundleFiles, ...typesFiles] }, async () => {
    const { build } = await import('esbuild');
    await rm(distDir, { recursive: true, force: true });
    const { outputFiles } = await build({ ...bundleOptions(), write: false });
    for (const { path, text } of outputFiles) {
      await mkdir(dirname(path), { recursive: true });
      await writeFile(path, text.replace(BARE_IMPORT, ''));
    }
    await emitTypes();
  });
}
