// @ts-check
// What is in the tarball.

import assert from 'node:assert/strict';
import { readdir, readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import { manifestIn } from './pack.mjs';

/** @param {() => import('./pack.mjs').Package} packed */
export function tarballRows(packed) {
  test('P1: the tarball has the built package, its types, its README and licences, and nothing else', () => {
    const paths = packed().files.map(({ path }) => path);
    for (const path of ['package.json', 'README.md', 'dist/index.js', 'dist/index.d.ts']) {
      assert.ok(paths.includes(path), `${path} in ${paths.join(', ')}`);
    }
    assert.ok(paths.some((path) => path.startsWith('LICENSE')), paths.join(', '));
    const allowed = /^(package\.json|README\.md|LICENSE[\w.-]*|dist\/.+\.(js|d\.ts))$/;
    assert.deepEqual(paths.filter((path) => !allowed.test(path)), []);
  });

  test('P2: the manifest is fit for bundlers: no side effects, types first, no dependencies, no scripts at install', async () => {
    const project = await packed().install('plain', { files: ['chat.js'] });
    const manifest = await manifestIn(project);
    assert.equal(manifest.sideEffects, false);
    assert.equal(manifest.type, 'module');
    for (const [entry, conditions] of Object.entries(manifest.exports)) {
      if (typeof conditions === 'object') assert.equal(Object.keys(conditions)[0], 'types', entry);
    }
    assert.deepEqual({ ...manifest.dependencies, ...manifest.peerDependencies }, {});
    for (const name of ['preinstall', 'install', 'postinstall', 'prepare']) assert.ok(!(name in (manifest.scripts ?? {})), name);
    assert.deepEqual((await readdir(join(project, 'node_modules'))).filter((name) => !name.startsWith('.')), ['groupwire']);
  });

  test('P3: the module needs nothing but its own parts, and has the WebAssembly in it', async () => {
    const project = await packed().install('plain');
    const dist = join(project, 'node_modules/groupwire/dist');
    const files = (await readdir(dist, { recursive: true })).filter((path) => path.endsWith('.js'));
    for (const file of files) {
      const text = await readFile(join(dist, file), 'utf8');
      assert.ok(!text.includes('import.meta'), `${file} has no import.meta`);
      const imported = [...text.matchAll(/\b(?:from|import)\s*\(?\s*["']([^"']+)["']/g)].map(([, path]) => join(dirname(file), String(path)));
      for (const path of imported) assert.ok(files.includes(path), `${file} imports ${path}`);
      assert.match(text, /^[\n -~]+$/, `${file} is ASCII, which a page that names no encoding reads too`);
      assert.ok(!text.includes('sourceMappingURL'), `${file} has no source map outside of the package`);
    }
  });
}
