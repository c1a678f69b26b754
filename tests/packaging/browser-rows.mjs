// @ts-check
// The package in browsers, through the bundlers without any configuration.

import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { cp, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { claims, launchBrowser, root, serveFolder, signToken, startServer, watchErrors, within } from '../support/index.mjs';
import { run, tool } from './pack.mjs';

const SECRET = 'a secret for the packaging tests, at least 32 bytes long';

/** @param {() => import('./pack.mjs').Package} packed */
export function browserRows(packed) {
  describe('in a browser', () => {
    /** @type {import('../support/server.mjs').Server} */
    let server;
    /** @type {import('playwright-core').Browser} */
    let browser;
    before(async () => {
      [server, browser] = await Promise.all([startServer({ env: { GROUPWIRE_HS256_SECRET: SECRET } }), launchBrowser()]);
    });
    after(async () => {
      await browser?.close();
      await server?.stop();
    });

    /** @param {string} template */
    const install = (template) => packed().install(template, { files: ['chat.js'] });

    /** What becomes of the program in a page. @param {string} address */
    async function outcomeAt(address) {
      const user = randomUUID();
      const group = `packaging ${randomUUID()}`;
      const page = await browser.newPage();
      const errors = watchErrors(page);
      try {
        const where = new URLSearchParams({ url: server.wsUrl, token: signToken(claims(user), SECRET), group });
        await page.goto(`${address}?${where}`);
        const outcome = page.locator('html[data-outcome]');
        await outcome.waitFor({ state: 'attached', timeout: 20_000 }).catch((error) => {
          throw new Error(`the program came to no end: ${errors.join('\n')}`, { cause: error });
        });
        return { ...JSON.parse((await outcome.getAttribute('data-outcome')) ?? '{}'), errors, user, group };
      } finally {
        await page.close();
      }
    }

    /** The program connects, joins, posts, lists and closes. @param {string} address */
    async function works(address) {
      const { result, error, errors, user, group } = await outcomeAt(address);
      assert.equal(error, undefined, JSON.stringify({ error, errors }));
      assert.deepEqual(errors, []);
      assert.equal(result.open, true);
      assert.deepEqual(result.joined, { type: 'success', message: `Joined realtime message group: "${group}".` });
      const { offset, ...posted } = result.posted;
      assert.deepEqual(posted, { type: 'success', message: 'Message sent.', settled: 'acknowledged' });
      assert.equal(typeof offset, 'number');
      assert.deepEqual(result.list, [{ group, number_of_users: 1 }]);
      const [success, notice, message] = result.events;
      assert.deepEqual(success, { type: 'success', message: 'Connected to WebSocket server.' });
      assert.equal(notice.code, 'USER_JOINED');
      assert.equal(message.type, 'message');
      assert.deepEqual(message.message, { msg: 'Hello 100%' });
      assert.equal(message.sender, user);
    }

    /**
     * @param {string} folder
     * @param {(base: string, requests: string[]) => Promise<void>} work
     * @param {Record<string, string>} [headers]
     */
    async function served(folder, work, headers = {}) {
      const web = await serveFolder(folder, { headers });
      try {
        await work(web.base, web.requests);
      } finally {
        await web.stop();
      }
    }

    /** A page without a bundler and without an import map. @param {string} project */
    async function relative(project) {
      const text = await readFile(join(project, 'chat.js'), 'utf8');
      await writeFile(join(project, 'relative.js'), text.replace("'groupwire'", "'./node_modules/groupwire/dist/index.js'"));
    }

    test('P30: a plain module works, with an import map', async () => {
      await served(await install('plain'), (base) => works(`${base}/index.html`));
    });

    test('P31: a plain module works, by a relative URL, and loads its own parts alone', async () => {
      const project = await install('plain');
      await relative(project);
      await served(project, async (base, requests) => {
        await works(`${base}/relative.html`);
        // What the page asks for lists, and no second copy of the WebAssembly.
        const [html, js, ...parts] = requests.map((path) => path.replace(/-[A-Z0-9]{8}\.js$/, '.js'));
        assert.deepEqual([html, js], ['/relative.html', '/relative.js']);
        const dist = '/node_modules/groupwire/dist';
        assert.deepEqual(new Set(parts), new Set([`${dist}/index.js`, `${dist}/parts/chunk.js`, `${dist}/parts/lists.js`]));
      });
    });

    test('P32: esbuild bundles it, as a module and as a classic script', async () => {
      const project = await install('esbuild');
      const { build } = await import('esbuild');
      for (const options of /** @type {const} */ ([
        { format: 'esm', outfile: 'dist/chat.js' },
        { format: 'iife', outfile: 'dist/iife.js', minify: true },
      ])) {
        const input = { absWorkingDir: project, entryPoints: ['chat.js'] };
        const { warnings } = await build({ ...input, bundle: true, logLevel: 'silent', ...options });
        assert.deepEqual(warnings, []);
      }
      await served(project, async (base) => {
        await works(`${base}/index.html`);
        await works(`${base}/iife.html`);
      });
    });

    test('P33: webpack bundles it without a configuration', async () => {
      const project = await install('webpack');
      const webpack = [process.execPath, tool('webpack-cli/bin/cli.js'), './chat.js', '--mode', 'production'];
      await run(webpack, { cwd: project });
      const files = await readdir(join(project, 'dist'));
      assert.ok(files.includes('main.js'));
      assert.deepEqual(files.filter((name) => !name.endsWith('.js')), [], 'no second copy of the WebAssembly');
      await served(project, (base) => works(`${base}/index.html`));
    });

    test('P34: Vite builds it without a configuration', async () => {
      const project = await install('vite');
      await run([process.execPath, tool('vite/bin/vite.js'), 'build', '--logLevel', 'warn'], { cwd: project });
      const assets = await readdir(join(project, 'dist/assets'));
      assert.deepEqual(assets.filter((name) => !name.endsWith('.js')), [], 'no second copy of the WebAssembly');
      await served(join(project, 'dist'), (base) => works(`${base}/index.html`));
    });

    test("P35: Vite's development server serves it without a configuration", async () => {
      const project = await install('vite');
      const { createServer } = await import('vite');
      const vite = await createServer({
        root: project,
        configFile: false,
        logLevel: 'error',
        server: { host: '127.0.0.1', port: 0, strictPort: true },
      });
      try {
        await vite.listen();
        await works(`${vite.resolvedUrls?.local[0]}index.html`);
      } finally {
        await within(vite.close(), 10_000, 'Vite to close');
      }
    });

    test('P38: what wasm-pack leaves in pkg/ is a working SDK, once it is started', async () => {
      const project = await install('plain');
      const text = await readFile(join(project, 'chat.js'), 'utf8');
      const program = text.replace("'groupwire'", "'./pkg/groupwire.js'");
      const start = "import init from './pkg/groupwire.js';\nawait init();\n";
      await writeFile(join(project, 'relative.js'), start + program);
      await cp(join(root, 'pkg'), join(project, 'pkg'), { recursive: true });
      await served(project, (base) => works(`${base}/relative.html`));
    });

    /** @param {string} script what `script-src` allows */
    const policy = (script) => ({
      'content-security-policy': [
        "default-src 'none'",
        `script-src ${script}`,
        `connect-src ${server.wsUrl} ${server.httpUrl}`,
        'img-src data:',
      ].join('; '),
    });

    test("P36: a strict content security policy needs 'wasm-unsafe-eval' and the server, and nothing else", async () => {
      const project = await install('plain');
      await relative(project);
      await served(project, (base) => works(`${base}/relative.html`), policy("'self' 'wasm-unsafe-eval'"));
    });

    test("P37: without 'wasm-unsafe-eval' it rejects, with an error that says why", async () => {
      const project = await install('plain');
      await relative(project);
      await served(
        project,
        async (base) => {
          const { error, result } = await outcomeAt(`${base}/relative.html`);
          assert.equal(result, undefined);
          assert.equal(error.name, 'RealtimeError', JSON.stringify(error));
          assert.match(error.message, /WebAssembly|wasm/i);
        },
        policy("'self'"),
      );
    });
  });
}
