// @ts-check
// wasm-bindgen's glue can start the module from a URL, a response, bytes or a compiled module,
// at once or later. The facade has the bytes and starts them once.

/** Where the functions for that begin. Nothing else follows. */
const LOADING = 'async function __wbg_load(';

/** What they are made of. */
const PARTS = ['function __wbg_get_imports(', 'function __wbg_finalize_init('];

const LOADER = `
export default async (bytes) => {
    const { instance, module } = await WebAssembly.instantiate(bytes, __wbg_get_imports());
    __wbg_finalize_init(instance, module);
};
`;

/**
 * The glue with one way to start the module: its default export takes the bytes.
 *
 * With the others goes the default `new URL('groupwire_bg.wasm', import.meta.url)`, which bundlers
 * take for an asset: they would ship the WebAssembly a second time.
 * @param {string} glue
 */
export function withOneLoader(glue) {
  const missing = [LOADING, ...PARTS].find((part) => !glue.includes(part));
  if (missing) throw new Error(`the glue has no ${missing}…`);
  const kept = glue.slice(0, glue.indexOf(LOADING));
  if (kept.includes('import.meta')) throw new Error('the glue asks for its place outside of its loading functions');
  return kept + LOADER;
}
