// @ts-check
// A small static web server on a free loopback port.

import { once } from 'node:events';
import { readFile, stat } from 'node:fs/promises';
import { createServer } from 'node:http';
import { extname, join, normalize, sep } from 'node:path';

/** @type {Record<string, string>} */
const TYPES = {
  '.css': 'text/css; charset=utf-8',
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.json': 'application/json',
  '.map': 'application/json',
  '.mjs': 'text/javascript; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.wasm': 'application/wasm',
};

/**
 * What is served at one path: a text (HTML), or one of these with its own headers. A `dir` stands
 * at a path that ends with a slash and serves what is below it.
 * @typedef {string | { body: string | Buffer, type?: string, headers?: Record<string, string> }
 *   | { file: string, headers?: Record<string, string> }
 *   | { dir: string, headers?: Record<string, string> }} Resource
 */

/**
 * The file that a request means inside a folder, undefined when it points out of it.
 * @param {string} dir
 * @param {string} path
 */
async function fileIn(dir, path) {
  const base = normalize(dir);
  const file = normalize(join(base, path));
  if (file !== base && !file.startsWith(base.endsWith(sep) ? base : base + sep)) return undefined;
  const found = await stat(file).catch(() => undefined);
  if (found?.isDirectory()) return join(file, 'index.html');
  return file;
}

/**
 * @param {Map<string, Resource>} map
 * @param {string} path
 * @returns {Promise<{ body: string | Buffer, type: string, headers?: Record<string, string> | undefined } | undefined>}
 */
async function find(map, path) {
  const exact = map.get(path);
  if (typeof exact === 'string') return { body: exact, type: 'text/html; charset=utf-8' };
  if (exact && 'body' in exact) return { type: 'text/html; charset=utf-8', ...exact };
  /** @type {string | undefined} */
  let file;
  let resource = exact;
  if (exact && 'file' in exact) file = exact.file;
  else {
    const [mount, found] =
      [...map].filter(([key, value]) => typeof value === 'object' && 'dir' in value && path.startsWith(key))
        .sort(([a], [b]) => b.length - a.length)[0] ?? [];
    if (mount === undefined || typeof found !== 'object' || !('dir' in found)) return undefined;
    resource = found;
    file = await fileIn(found.dir, path.slice(mount.length));
  }
  const body = file && (await readFile(file).catch(() => undefined));
  if (!file || !body) return undefined;
  const type = TYPES[extname(file)] ?? 'application/octet-stream';
  return { body, type, headers: /** @type {{ headers?: Record<string, string> }} */ (resource).headers };
}

/**
 * Serves a folder, or a map from paths to what is there.
 * @param {string | Record<string, Resource>} source
 * @param {{ headers?: Record<string, string> }} [options] headers of every answer
 * @returns {Promise<{ base: string, add(path: string, resource: Resource): void, requests: string[],
 *   stop(): Promise<void> }>}
 */
export async function serveFolder(source, { headers = {} } = {}) {
  const map = new Map(Object.entries(typeof source === 'string' ? { '/': { dir: source } } : source));
  /** @type {string[]} */
  const requests = [];
  const server = createServer(async (request, response) => {
    const url = new URL(request.url ?? '/', 'http://localhost');
    requests.push(url.pathname);
    try {
      const found = await find(map, decodeURIComponent(url.pathname));
      if (found) response.writeHead(200, { 'content-type': found.type, 'cache-control': 'no-store', ...headers, ...found.headers });
      else response.writeHead(url.pathname === '/favicon.ico' ? 204 : 404, headers);
      response.end(found?.body);
    } catch (error) {
      response.writeHead(500).end(String(error));
    }
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  // One that a failed test did not stop must not keep the process from ending.
  server.unref();
  const { port } = /** @type {import('node:net').AddressInfo} */ (server.address());
  return {
    base: `http://127.0.0.1:${port}`,
    add: (path, resource) => void map.set(path, resource),
    requests,
    async stop() {
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}
