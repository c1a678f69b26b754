// @ts-check
// wasm-bindgen's glue is for every module, every page and every browser; the published bundle has what
// its facade needs of it.

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

/** What the facade does without, and what stands in its place. @type {{ what: string, pattern: RegExp, by: string }[]} */
const SPARES = [
  {
    what: 'second way for strings to go in, which is for many and long ones',
    pattern: /(?<=\nfunction passStringToWasm0\(arg, malloc), realloc\) \{\n\s+if \(realloc === undefined\) \{\n([^]*?)\n    \}\n[^]*?\n\}/,
    by: ') {\n$1\n}',
  },
  { what: 'function that this way needs of the module', pattern: /(?<=passStringToWasm0\(.*), wasm\.__wbindgen_realloc(?=\))/g, by: '' },
  { what: 'stand-in for `encodeInto`, which is of this way too', pattern: /\nif \(!\('encodeInto' in cachedTextEncoder\)\) \{[^]*?\n\}/, by: '' },
  {
    what: 'stand-in for `FinalizationRegistry`, with which `WeakRef` has come',
    pattern: /\(typeof FinalizationRegistry === 'undefined'\)\s+\? .*\s+: /g,
    by: '',
  },
  { what: 'end of objects before nobody knows them any more', pattern: /\n    (?:__destroy_into_raw|free)\(\) \{[^]*?\n    \}/g, by: '' },
  { what: 'word for that end', pattern: /\nif \(Symbol\.dispose\) .*/g, by: '' },
];

/** The glue without what the facade never uses. @param {string} glue */
export function withoutSpares(glue) {
  return SPARES.reduce((text, { what, pattern, by }) => {
    const rest = text.replace(pattern, by);
    if (rest === text) throw new Error(`the glue has no ${what}`);
    return rest;
  }, glue);
}

/**
 * The glue with one way to start the module, of many: its default export takes the bytes.
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
