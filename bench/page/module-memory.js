// @ts-check
// Runs in the page: how much memory the WebAssembly module has, which keeps its exports to itself.

/** @type {WebAssembly.Exports} */
let exported = {};

/** Sees the module that is loaded meanwhile pass by. @template T @param {() => Promise<T>} load @returns {Promise<T>} */
export async function watchModule(load) {
  const instantiate = WebAssembly.instantiate;
  WebAssembly.instantiate = /** @type {any} */ (
    async (/** @type {BufferSource} */ bytes, /** @type {WebAssembly.Imports} */ imports) => {
      const made = /** @type {any} */ (await instantiate(bytes, imports));
      exported = (made.instance ?? made).exports;
      return made;
    }
  );
  try {
    return await load();
  } finally {
    WebAssembly.instantiate = instantiate;
  }
}

/** Bytes of linear memory, and places for handles to JavaScript values. */
export function moduleMemory() {
  const all = Object.values(exported);
  const memory = all.find((value) => value instanceof WebAssembly.Memory);
  const lengths = all.map((value) => (value instanceof WebAssembly.Table ? value.length : 0));
  if (!memory) throw new Error('the WebAssembly module was not seen');
  return { bytes: memory.buffer.byteLength, handles: lengths.reduce((sum, length) => sum + length, 0) };
}
