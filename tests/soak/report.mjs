// @ts-check
// What a soak has shown, in lines, and what of it is too much.

const MB = 2 ** 20;
const KB = 2 ** 10;

/**
 * What may be in use more at the end than after a quarter of the run, on each page and in the server. In the two minutes of the
 * tests it is four bytes of the heap for each message, and eighty in the server for each post: whatever is kept for each is
 * more. Linear memory never shrinks, and has to hold the most that ever waits at one time; so has the server's.
 */
export const BOUNDS = { heap: 256 * KB, wasm: 1 * MB, server: 6 * MB };

/** @typedef {import('./run.mjs').Report} Report */

/** What grew more than it may, in words. @param {Report['memory']} memory @returns {string[]} */
export function growthIn({ before, after }) {
  const grown = after.pages.flatMap((page, at) => {
    const first = before.pages[at];
    if (!first) return [];
    return [
      { what: `the heap of page ${at}`, bytes: page.heap - first.heap, bound: BOUNDS.heap },
      { what: `the linear memory of page ${at}`, bytes: page.wasm - first.wasm, bound: BOUNDS.wasm },
    ];
  });
  if (before.server !== undefined && after.server !== undefined) {
    grown.push({ what: 'the memory of the server', bytes: after.server - before.server, bound: BOUNDS.server });
  }
  return grown.flatMap(({ what, bytes, bound }) => (bytes > bound ? [`${what} grew by ${bytes} bytes, of ${bound} at most`] : []));
}

/** @param {number} value */
const number = (value) => Math.round(value).toLocaleString('en-US');

/** A run in a few lines. @param {Report} report */
export function headlines({ seconds, faultSeconds, figures, faults, errors, server, memory }) {
  const { posts = 0, acknowledged = 0, unsure = 0, denied = 0, framesSent = 0, connections = 0, recovered = 0, gaps = 0, slowest = 0 } = figures;
  const list = (/** @type {Record<string, number>} */ counts) =>
    Object.entries(counts).sort(([, a], [, b]) => b - a).map(([name, count]) => `${name} ${count}`).join(', ');
  const faultCount = Object.values(faults).reduce((sum, count) => sum + count, 0);
  const kilobytes = (/** @type {number} */ bytes) => `${number(bytes / KB)} KB`;
  const pages = (/** @type {'heap' | 'wasm'} */ what) =>
    memory.after.pages.map((page, at) => `${kilobytes(memory.before.pages[at]?.[what] ?? 0)} → ${kilobytes(page[what])}`).join(', ');
  return [
    `${number(seconds)} s, ${number(faultSeconds)} s of them with faults: ${faultCount} (${list(faults)})`,
    `posts: ${number(posts)}, ${number(acknowledged / seconds)} a second acknowledged, ${unsure} unknown, ${denied} never sent (${list(errors)})`,
    `connections: ${connections}; recovered ${recovered}, with a gap ${gaps}; the slowest acknowledgement took ${number(slowest)} ms`,
    `sent again: ${number(framesSent - posts + denied)} frames; the server dropped ${number(server.duplicates_total ?? 0)} duplicates, ` +
      `and replayed ${number(server.frames_replayed_total ?? 0)} posts`,
    `heap of the pages: ${pages('heap')}`,
    `linear memory of the pages: ${pages('wasm')}`,
    `memory of the server: ${kilobytes(memory.before.server ?? 0)} → ${kilobytes(memory.after.server ?? 0)}`,
  ];
}
