// @ts-check
// wasm-bindgen names what crosses between WebAssembly and JavaScript at length, and each
// name is there twice. The published bundle has short ones.

/**
 * What wasm-opt renamed.
 * @typedef {{ imports: [module: string, name: string, short: string][]; exports: [name: string, short: string][] }} Renames
 */

/** The module that the glue itself is for the WebAssembly. */
const GLUE = './groupwire_bg.js';

/** The module that all imports come from afterwards; wasm-opt's choice. */
const MODULE = 'a';

/** The object that the glue passes to the WebAssembly: a variable for each module. */
const IMPORT_OBJECT = /return \{\s*__proto__: null,\s*((?:"[^"]+": \w+,\s*)+)\};/;

/**
 * The glue that fits the module with the short names.
 * @param {string} glue
 * @param {Renames} renames
 */
export function renameInGlue(glue, { imports, exports }) {
  const modules = IMPORT_OBJECT.exec(glue);
  if (!modules) throw new Error('the glue has no import object');
  const variables = new Map([.../** @type {string} */ (modules[1]).matchAll(/"([^"]+)": (\w+),/g)].map(([, module, name]) => [module, name]));

  let text = glue;
  /** @type {string[]} */
  const passedOn = [];
  for (const [module, name, short] of imports) {
    const key = new RegExp(`^(\\s+)${name}(?=: )`, 'm');
    if (module === GLUE && key.test(text)) text = text.replace(key, `$1${short}`);
    // A function of a snippet, which is passed to the WebAssembly as it is.
    else if (module !== GLUE && variables.has(module)) passedOn.push(`${short}: ${variables.get(module)}.${name}`);
    else throw new Error(`the glue has no import ${name} of ${module}`);
  }
  text = text.replace(IMPORT_OBJECT, `return { ${MODULE}: { __proto__: ${[variables.get(GLUE), ...passedOn].join(', ')} } };`);

  const shortOf = new Map(exports);
  return text.replace(/\bwasm\.(\w+)/g, (_, name) => {
    const short = shortOf.get(name);
    if (!short) throw new Error(`the WebAssembly has no export ${name}`);
    return `wasm.${short}`;
  });
}
