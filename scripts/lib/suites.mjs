// @ts-check
// The test suites: what each needs, and how it is run.

import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { webdriverConfig } from './browser.mjs';
import { root, serverBinary, wasmTargetDir } from './paths.mjs';
import { startPatientProxy } from './patient-proxy.mjs';
import { WASM } from './rust.mjs';
import { freePort, startServer } from './server.mjs';
import { browserEnv, pythonEnv, wasmEnvironment } from './setup.mjs';

/**
 * Runs a command of a suite, in the environment that is given.
 * @typedef {(command: string, args: string[], env?: Record<string, string | undefined>) => Promise<void>} Exec
 */

/**
 * @typedef {object} Suite
 * @property {string} name
 * @property {string} [path] the suite doesn't exist where this doesn't
 * @property {import('./setup.mjs').Need[]} needs
 * @property {import('./build.mjs').Part[]} [builds] the parts that are built first
 * @property {boolean} [counted] its output tells how many tests passed and failed; otherwise it is one test
 * @property {(exec: Exec) => Promise<void>} run
 */

/** The port of the server in the browser suite: a fixed one where it is free, because it is compiled into the tests. */
const BROWSER_SUITE_PORT = 17400;

/** What the server of the browser suite, and so the tests in it, sign tokens with. */
const BROWSER_SUITE_SECRET = 'the browser tests sign their tokens with this';

const NATIVE = ['-p', 'groupwire-protocol', '-p', 'groupwire-server'];
const DENY_WARNINGS = ['--', '-D', 'warnings'];

const node = process.execPath;
const tsc = join(root, 'node_modules/typescript/bin/tsc');

/** @type {readonly Suite[]} */
export const suites = [
  {
    name: 'fmt',
    needs: ['native', 'native-lints'],
    run: (exec) => exec('cargo', ['fmt', '--all', '--check']),
  },
  {
    name: 'clippy',
    needs: ['native', 'native-lints'],
    run: (exec) => exec('cargo', ['clippy', ...NATIVE, '--all-targets', ...DENY_WARNINGS]),
  },
  {
    name: 'clippy-wasm32',
    needs: ['wasm', 'wasm-lints'],
    run: async (exec) => {
      const { env } = await wasmEnvironment();
      const all = { ...env, ...testServerEnv(`http://127.0.0.1:${BROWSER_SUITE_PORT}`) };
      const clippy = ['clippy', '--target', WASM, '-p', 'groupwire'];
      await exec('cargo', [...clippy, '--all-targets', '--all-features', ...DENY_WARNINGS], all);
      // What the npm package is made of.
      await exec('cargo', [...clippy, '--lib', '--no-default-features', ...DENY_WARNINGS], env);
    },
  },
  {
    name: 'types',
    needs: ['node', 'wasm'],
    builds: ['sdk'],
    run: async (exec) => {
      for (const project of ['npm', 'www', '.']) await exec(node, [tsc, '--noEmit', '-p', join(root, project, 'tsconfig.json')]);
    },
  },
  {
    name: 'scripts',
    needs: ['native'],
    counted: true,
    run: (exec) => exec(node, nodeTest(testFiles('scripts/tests'))),
  },
  {
    name: 'js',
    needs: ['node'],
    counted: true,
    run: (exec) => exec(node, nodeTest(['tests/clock', 'tests/ejson', 'tests/facade', 'tests/forms', 'tests/lists', 'tests/promises'].flatMap(testFiles))),
  },
  {
    name: 'native',
    needs: ['native'],
    counted: true,
    run: (exec) => exec('cargo', ['test', '--no-fail-fast', ...NATIVE]),
  },
  {
    name: 'core-imports',
    path: 'crates/protocol/examples/sans_io.rs',
    needs: ['wasm'],
    counted: true,
    run: async (exec) => {
      const { env } = await wasmEnvironment();
      await exec('cargo', ['build', '--release', '--target', WASM, '-p', 'groupwire-protocol', '--example', 'sans_io'], env);
      const wasm = join(wasmTargetDir, WASM, 'release/examples/sans_io.wasm');
      await exec(node, nodeTest([join(root, 'tests/sans-io.test.mjs')]), { ...process.env, GROUPWIRE_SANS_IO_WASM: wasm });
    },
  },
  {
    name: 'browser',
    path: 'tests/browser.rs',
    needs: ['native', 'wasm', 'browser'],
    builds: ['server'],
    counted: true,
    run: browserSuite,
  },
  consumerSuite('interop'),
  ddpClientsSuite(),
  {
    name: 'rest',
    path: 'tests/rocketchat-rest',
    needs: ['native', 'node'],
    builds: ['server'],
    counted: true,
    run: (exec) => exec(node, nodeTest(testFiles('tests/rocketchat-rest')), { ...process.env, GROUPWIRE_SERVER: serverBinary }),
  },
  consumerSuite('handles'),
  consumerSuite('rocketchat-six', ['sdk', 'server']),
  consumerSuite('rocketchat', ['sdk', 'server']),
  consumerSuite('tabs'),
  consumerSuite('faults'),
  {
    ...consumerSuite('ddp-faults', ['sdk', 'server']),
    needs: ['native', 'node', 'wasm', 'browser', 'ddp-clients'],
    run: (exec) => {
      const env = { ...process.env, ...browserEnv(), GROUPWIRE_SERVER: serverBinary };
      // The scenario of calls during an outage leaves something that keeps the process after the last test.
      return exec(node, ['--test-force-exit', ...nodeTest(testFiles('tests/ddp-faults'))], env);
    },
  },
  consumerSuite('soak', ['sdk', 'server']),
  consumerSuite('e2e'),
  consumerSuite('packaging'),
  {
    name: 'lint:package',
    needs: ['node', 'wasm'],
    builds: ['sdk'],
    run: (exec) => exec(node, [join(root, 'scripts/lint-package.mjs')]),
  },
  {
    name: 'size',
    needs: ['node', 'wasm'],
    builds: ['sdk'],
    run: (exec) => exec(node, [join(root, 'scripts/size.mjs'), '--gate']),
  },
];

/**
 * A suite of Node tests in `tests/<name>` that drive the built product in a browser.
 * @param {string} name
 * @param {import('./build.mjs').Part[]} [builds]
 * @returns {Suite}
 */
function consumerSuite(name, builds = ['sdk', 'server', 'www']) {
  return {
    name,
    path: `tests/${name}`,
    needs: ['native', 'node', 'wasm', 'browser'],
    builds,
    counted: true,
    run: (exec) => {
      const env = { ...process.env, ...browserEnv(), GROUPWIRE_SERVER: serverBinary };
      return exec(node, nodeTest(testFiles(`tests/${name}`)), env);
    },
  };
}

/** Foreign clients of the Rocket.Chat endpoint; one of its tests has skapi-js in a browser. @returns {Suite} */
function ddpClientsSuite() {
  const suite = consumerSuite('ddp-clients', ['server']);
  return {
    ...suite,
    needs: [...suite.needs, 'ddp-clients'],
    run: (exec) => suite.run((command, args, env) => exec(command, args, { ...env, ...pythonEnv() })),
  };
}

/** The test files of a folder. @param {string} folder */
function testFiles(folder) {
  const files = readdirSync(join(root, folder)).filter((file) => file.endsWith('.test.mjs'));
  return files.map((file) => join(root, folder, file));
}

/**
 * The arguments of Node to run test files. On two cores, browsers in parallel only make
 * each other's deadlines pass.
 * @param {string[]} files
 */
function nodeTest(files) {
  return ['--test', '--test-concurrency=1', '--test-reporter=spec', ...files];
}

/**
 * What tests/browser.rs reads with `env!`: where the server is and what signs its tokens.
 * @param {string} url
 */
const testServerEnv = (url) => ({
  GROUPWIRE_TEST_URL: `${url.replace(/^http/, 'ws')}/api`,
  GROUPWIRE_TEST_HTTP_URL: `${url}/`,
  GROUPWIRE_TEST_SECRET: BROWSER_SUITE_SECRET,
});

/** tests/browser.rs in Chromium, against a server of its own. @param {Exec} exec */
async function browserSuite(exec) {
  const { env } = await wasmEnvironment();
  const listen = `127.0.0.1:${await freePort(BROWSER_SUITE_PORT)}`;
  const proxy = await startPatientProxy();
  const server = await startServer(['--listen', listen, '--guests'], {
    env: { ...process.env, GROUPWIRE_LOG: 'warn', GROUPWIRE_HS256_SECRET: BROWSER_SUITE_SECRET },
  });
  try {
    await exec('wasm-pack', ['test', '--headless', '--chrome', root, '--test', 'browser'], {
      ...env,
      ...testServerEnv(server.url),
      // A page like any other: in an isolated one, a browser refuses more than it does elsewhere.
      WASM_BINDGEN_TEST_NO_ORIGIN_ISOLATION: '1',
      WASM_BINDGEN_TEST_TIMEOUT: '300',
      // Only the page itself goes through the proxy, not what the tests do with the server.
      WASM_BINDGEN_TEST_WEBDRIVER_JSON: webdriverConfig([
        `--proxy-server=http://127.0.0.1:${proxy.port}`,
        `--proxy-bypass-list=<-loopback>;${listen}`,
      ]),
    });
  } finally {
    proxy.stop();
    await server.stop();
  }
}
