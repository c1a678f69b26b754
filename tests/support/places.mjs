// @ts-check
// Where things are.

import { existsSync, statSync } from 'node:fs';
import { delimiter, dirname, isAbsolute, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The repository's root folder. */
export const root = resolve(dirname(fileURLToPath(import.meta.url)), '../..');

/** The published package's folder. */
export const npmDir = join(root, 'npm');

/** The SDK as one self-contained ES module. */
export const sdkBundle = join(npmDir, 'dist', 'index.js');

const suffix = process.platform === 'win32' ? '.exe' : '';

/**
 * The server's executable: the environment's GROUPWIRE_SERVER, else the newest one that
 * Cargo has built in its target folder.
 */
export function serverBinary() {
  const named = process.env.GROUPWIRE_SERVER;
  if (named) return resolve(root, named);
  const targets = [join(root, 'target')];
  const other = process.env.CARGO_TARGET_DIR;
  if (other) targets.unshift(isAbsolute(other) ? other : join(root, other));
  const built = targets
    .flatMap((target) => ['debug', 'release'].map((profile) => join(target, profile, `groupwire-server${suffix}`)))
    .filter((file) => existsSync(file))
    .sort((a, b) => statSync(b).mtimeMs - statSync(a).mtimeMs);
  if (built[0]) return built[0];
  throw new Error(`groupwire-server is not built: run \`cargo build -p groupwire-server\` (looked in ${targets.join(', ')})`);
}

/**
 * A Chromium browser's executable: the environment's CHROME, else one found on PATH, else in
 * the place where the system's installer puts it.
 */
export function chromiumBinary() {
  const named = process.env.CHROME;
  if (named) return named;
  const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'chrome'];
  const found = (process.env.PATH ?? '')
    .split(delimiter)
    .filter(Boolean)
    .flatMap((folder) => names.map((name) => join(folder, name + suffix)))
    .concat(
      '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
      '/Applications/Chromium.app/Contents/MacOS/Chromium',
      'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
    )
    .find((file) => existsSync(file));
  if (found) return found;
  throw new Error('no Chromium found: install one, or set CHROME to its executable');
}
