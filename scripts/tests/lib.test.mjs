// @ts-check
// The parts of the scripts that decide something.

import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { decode, encode } from '../lib/ascii.mjs';
import { countTests } from '../lib/counts.mjs';
import { withOneLoader, withoutSpares } from '../lib/glue.mjs';
import { exclusively } from '../lib/lock.mjs';
import { renameInGlue } from '../lib/minify-names.mjs';
import { atLeast } from '../lib/versions.mjs';
import { bytesByCrate } from '../lib/wasm-names.mjs';

test('versions compare by their numbers', () => {
  assert.equal(atLeast('rustc 1.100.0 (abc 2027-01-01)', '1.88'), true);
  assert.equal(atLeast('1.88.0', '1.88'), true);
  assert.equal(atLeast('1.63.0+dfsg1-2', '1.88'), false);
});

describe('counting tests', () => {
  test("adds up cargo's result lines", () => {
    const output = 'test result: ok. 12 passed; 0 failed; 1 ignored\n…\ntest result: FAILED. 3 passed; 2 failed; 0 ignored\n';
    assert.deepEqual(countTests(output), { passed: 15, failed: 2 });
  });

  test("reads Node's closing lines, styled or not", () => {
    assert.deepEqual(countTests('\u001b[34mℹ pass 7\u001b[39m\nℹ fail 1\nℹ cancelled 1\n'), { passed: 7, failed: 2 });
  });

  test('finds none where there are none', () => {
    assert.deepEqual(countTests('Finished in 3 s\n'), { passed: 0, failed: 0 });
  });
});

describe('a lock', () => {
  /** @param {(folder: string) => Promise<void>} work */
  async function inFolder(work) {
    const folder = mkdtempSync(join(tmpdir(), 'groupwire-lock-'));
    try {
      await work(folder);
    } finally {
      rmSync(folder, { recursive: true });
    }
  }

  test('lets one in at a time', () =>
    inFolder(async (folder) => {
      let inside = 0;
      const visit = () =>
        exclusively(folder, 'door', async () => {
          assert.equal(++inside, 1);
          await new Promise((resolve) => setTimeout(resolve, 20));
          inside--;
        });
      await Promise.all([visit(), visit(), visit()]);
    }));

  test('of a process that is gone does not count', () =>
    inFolder(async (folder) => {
      // No process has this id: Linux and macOS give none above 4,194,304.
      writeFileSync(join(folder, 'door.lock'), '99999999');
      assert.equal(await exclusively(folder, 'door', async () => 'in'), 'in');
    }));
});

describe('bytes as ASCII', () => {
  const all = Uint8Array.from({ length: 5000 }, (_, i) => (i < 4000 ? i % 7 : i % 256));

  test('come back as they were', () => {
    for (const bytes of [all, new Uint8Array(0), Uint8Array.of(255)]) assert.deepEqual(decode(encode(bytes)), bytes);
  });

  test('need no escapes in any literal or page', () => {
    assert.match(encode(all).text, /^[ -~]+$/);
    assert.doesNotMatch(encode(all).text, /["'`\\$<]/);
  });
});

describe('the glue with short names', () => {
  const glue = `
    export function hello() { return wasm.hello(wasm.memory.buffer); }
    function imports() {
      const import0 = {
        __proto__: null,
        __wbg_open_1: function(arg0) { return arg0.open(); },
      };
      return {
        __proto__: null,
        "./groupwire_bg.js": import0,
        "./snippets/x.js": import1,
      };
    }`;
  const renames = /** @type {import('../lib/minify-names.mjs').Renames} */ ({
    imports: [
      ['./groupwire_bg.js', '__wbg_open_1', 'a'],
      ['./snippets/x.js', 'open', 'b'],
    ],
    exports: [
      ['memory', 'c'],
      ['hello', 'd'],
    ],
  });

  test('has them everywhere', () => {
    const short = renameInGlue(glue, renames);
    assert.match(short, /\ba: function\(arg0\)/);
    assert.match(short, /return { a: { __proto__: import0, b: import1\.open } };/);
    assert.match(short, /return wasm\.d\(wasm\.c\.buffer\)/);
    assert.match(short, /export function hello\(/);
  });

  test('is refused when a name is not in it', () => {
    assert.throws(() => renameInGlue(glue, { ...renames, imports: [['./groupwire_bg.js', 'other', 'a']] }), /no import other/);
    assert.throws(() => renameInGlue(glue, { ...renames, exports: [['memory', 'c']] }), /no export hello/);
  });
});

describe('the glue of the bundle', () => {
  const glue = [
    'export class Realtime {}',
    'function __wbg_get_imports() {}',
    'function __wbg_finalize_init(instance, module) {}',
    'async function __wbg_load(module, imports) {}',
    "async function __wbg_init(url) { url ??= new URL('groupwire_bg.wasm', import.meta.url); }",
    'export { initSync, __wbg_init as default };',
  ];

  test('has one way to load the module', () => {
    const short = withOneLoader(glue.join('\n'));
    assert.match(short, /^export class Realtime \{\}$/m);
    assert.match(short, /export default async \(bytes\) =>/);
    assert.doesNotMatch(short, /import\.meta|__wbg_load|initSync/);
  });

  test('is refused when it is another one', () => {
    for (const missing of [1, 2, 3]) {
      const other = glue.filter((_, line) => line !== missing).join('\n');
      assert.throws(() => withOneLoader(other), /the glue has no/);
    }
  });
});

describe('the glue without spares', () => {
  const glue = `
export class Core {
    __destroy_into_raw() {
        return this.__wbg_ptr;
    }
    free() {
        wasm.__wbg_core_free(this.__destroy_into_raw(), 0);
    }
    call(what) {
        return wasm.core_call(this.__wbg_ptr, what);
    }
}
if (Symbol.dispose) Core.prototype[Symbol.dispose] = Core.prototype.free;
const CoreFinalization = (typeof FinalizationRegistry === 'undefined')
    ? { register: () => {}, unregister: () => {} }
    : new FinalizationRegistry(ptr => wasm.__wbg_core_free(ptr, 1));
function get(arg) {
    return passStringToWasm0(arg, wasm.__wbindgen_malloc, wasm.__wbindgen_realloc);
}
function passStringToWasm0(arg, malloc, realloc) {
    if (realloc === undefined) {
        return short(arg, malloc);
    }
    for (const code of arg) {
        long(code);
    }
    return long(realloc);
}
if (!('encodeInto' in cachedTextEncoder)) {
    cachedTextEncoder.encodeInto = 1;
}
`;

  test('keeps what the facade calls', () => {
    const kept = [
      ...['export class Core {', 'call(what) {', 'return wasm.core_call(this.__wbg_ptr, what);', '}', '}'],
      'const CoreFinalization = new FinalizationRegistry(ptr => wasm.__wbg_core_free(ptr, 1));',
      ...['function get(arg) {', 'return passStringToWasm0(arg, wasm.__wbindgen_malloc);', '}'],
      ...['function passStringToWasm0(arg, malloc) {', 'return short(arg, malloc);', '}'],
    ];
    assert.deepEqual(withoutSpares(glue).split('\n').map((line) => line.trim()).filter(Boolean), kept);
  });

  test('is refused when it is another one', () => {
    for (const part of ['realloc === undefined', ', wasm.__wbindgen_realloc', "'encodeInto'", 'typeof F', '(Symbol.dispose)']) {
      assert.throws(() => withoutSpares(glue.replace(part, 'x')), /the glue has no/, part);
    }
  });
});

test('the bytes of a module go to the crates that its functions are named after', () => {
  const text = (/** @type {string} */ value) => [value.length, ...Buffer.from(value)];
  const section = (/** @type {number} */ id, /** @type {number[]} */ content) => [id, content.length, ...content];
  const names = ['<groupwire::Client as core::ops::drop::Drop>::drop', 'core::fmt::write', 'main'];
  const module = [
    ...[0, 0x61, 0x73, 0x6d, 1, 0, 0, 0],
    ...section(1, [1, 0x60, 0, 0]),
    ...section(3, [3, 0, 0, 0]),
    ...section(10, [3, 2, 0, 0x0b, 3, 0, 1, 0x0b, 4, 0, 1, 1, 0x0b]),
    ...section(0, [...text('name'), ...section(1, [names.length, ...names.flatMap((name, index) => [index, ...text(name)])])]),
  ];
  assert.deepEqual(bytesByCrate(Uint8Array.from(module)), { 'exports and others': 4, core: 3, groupwire: 2, data: 0 });
});
