// @ts-check
// How many bytes of a WebAssembly module come from which crate, by its functions' names.

/** A reader of the binary format's numbers and strings. */
class Reader {
  /** @param {Uint8Array} bytes */
  constructor(bytes, at = 0, end = bytes.length) {
    this.bytes = bytes;
    this.at = at;
    this.end = end;
  }
  /** An unsigned LEB128 number. */
  number() {
    let value = 0;
    for (let shift = 0; ; shift += 7) {
      const byte = this.bytes[this.at++] ?? 0;
      value += (byte & 0x7f) * 2 ** shift;
      if (byte < 0x80) return value;
    }
  }
  text() {
    const length = this.number();
    this.at += length;
    return new TextDecoder().decode(this.bytes.subarray(this.at - length, this.at));
  }
  /** What follows here with its own length before it. */
  part() {
    const length = this.number();
    const part = new Reader(this.bytes, this.at, this.at + length);
    this.at += length;
    return part;
  }
  more() {
    return this.at < this.end;
  }
}

const SECTION = { custom: 0, code: 10, data: 11 };
const FUNCTION_NAMES = 1;

/**
 * Bytes by crate, the largest first; `data` is static data.
 * @param {Uint8Array} wasm a module with a name section
 * @returns {Record<string, number>}
 */
export function bytesByCrate(wasm) {
  const { functions, data } = readModule(wasm);
  /** @type {Map<string, number>} */
  const sums = new Map([['data', data]]);
  for (const { name, size } of functions) sums.set(crateOf(name), (sums.get(crateOf(name)) ?? 0) + size);
  return Object.fromEntries([...sums].sort(([, a], [, b]) => b - a));
}

/**
 * The functions of a module, the largest first.
 * @param {Uint8Array} wasm a module with a name section
 */
export const largestFunctions = (wasm) => readModule(wasm).functions.sort((a, b) => b.size - a.size);

/** @param {Uint8Array} wasm */
function readModule(wasm) {
  /** @type {number[]} */
  const bodies = [];
  /** @type {Map<number, string>} */
  const names = new Map();
  let data = 0;
  const module = new Reader(wasm, 8);
  while (module.more()) {
    const id = module.bytes[module.at++];
    const section = module.part();
    if (id === SECTION.code) {
      for (let left = section.number(); left > 0; left--) {
        const body = section.part();
        bodies.push(body.end - body.at);
      }
    } else if (id === SECTION.data) {
      data = section.end - section.at;
    } else if (id === SECTION.custom && section.text() === 'name') {
      readNames(section, names);
    }
  }
  const imports = WebAssembly.Module.imports(new WebAssembly.Module(Uint8Array.from(wasm)));
  const first = imports.filter(({ kind }) => kind === 'function').length;
  return { functions: bodies.map((size, index) => ({ name: names.get(first + index) ?? '', size })), data };
}

/**
 * @param {Reader} section
 * @param {Map<number, string>} names
 */
function readNames(section, names) {
  while (section.more()) {
    const kind = section.bytes[section.at++];
    const part = section.part();
    if (kind !== FUNCTION_NAMES) continue;
    for (let left = part.number(); left > 0; left--) names.set(part.number(), part.text());
  }
}

/**
 * The crate that a function's name begins with: `<groupwire::Client as core::ops::Drop>::drop`
 * is groupwire's. Names without a path are wasm-bindgen's exports and the linker's.
 * @param {string} name
 */
function crateOf(name) {
  return /^(?:[<&*(\[]|dyn |mut |const |impl )*([a-z_]\w*)(?:\[[0-9a-f]+\])?::/.exec(name)?.[1] ?? 'exports and others';
}
