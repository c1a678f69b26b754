// @ts-check
// What the page keeps after much work: JavaScript's heap after a collection, and the memory of the
// WebAssembly module. It is flat when ten times the work leaves no more than the bounds below.
//
//   node bench/heap.mjs [--json]

import { gate, tell } from './lib/report.mjs';
import { callInPage, openBrowser, SDK } from './lib/world.mjs';

/**
 * What may be left, in bytes. The engine itself keeps some kilobytes more or less from one
 * collection to the next; one object for each message or connection would be far beyond it.
 */
const HEAP_BOUND = 64 * 1024;
/** One page: linear memory grows by no less. */
const WASM_BOUND = 64 * 1024;

/**
 * The work, how often until it runs as it will, and how often in all. A client that was dropped is
 * there until the engine collects it, which it is made to do after each step: linear memory holds
 * as many as there were at one time.
 */
const WORK = /** @type {const} */ ([
  { name: 'messages', call: 'deliver', first: 10_000, all: 100_000, what: 'messages delivered' },
  { name: 'cycles', call: 'reconnect', first: 1_000, all: 4_000, what: 'times closed and connected' },
  { name: 'losses', call: 'lose', first: 200, all: 1_000, what: 'times lost and connected' },
  { name: 'clients', call: 'renew', first: 1_000, all: 3_000, step: 100, what: 'clients used and dropped' },
]);

const world = await openBrowser();
const page = await world.newPage();
await page.send('HeapProfiler.enable');

/** Bytes in use once nothing is left to collect. */
async function inUse() {
  // What one collection finds may let go of more, by finalizers, for the next.
  for (let round = 0; round < 3; round++) {
    await page.send('HeapProfiler.collectGarbage');
    await callInPage(page, 'heap.js', 'settle');
  }
  const { usedSize } = await page.send('Runtime.getHeapUsage');
  const { bytes, handles } = await callInPage(page, 'heap.js', 'wasm');
  return { heap: Number(usedSize), wasm: Number(bytes), handles: Number(handles) };
}

/**
 * Works, with a collection after each step.
 * @param {string} call
 * @param {number} times
 * @param {number} step
 */
async function work(call, times, step) {
  for (let done = 0; done < times; done += step) {
    await callInPage(page, 'heap.js', call, Math.min(step, times - done));
    await page.send('HeapProfiler.collectGarbage');
    await callInPage(page, 'heap.js', 'settle');
  }
}

await callInPage(page, 'heap.js', 'start', SDK);
/** @type {Record<string, object | number>} */
const figures = { heap_bound: HEAP_BOUND, wasm_bound: WASM_BOUND };
const kilobytes = (/** @type {number} */ bytes) => `${(bytes / 1024).toFixed(1)} KB`;
/** @type {(string | number)[][]} */
const rows = [['after', 'heap', 'more', 'wasm', 'more', 'handles']];
/** @type {[string, number, number][]} */
const gates = [];
for (const { name, call, first, all, what, ...rest } of WORK) {
  await work(call, first, 'step' in rest ? rest.step : first);
  const before = await inUse();
  await work(call, all - first, 'step' in rest ? rest.step : all);
  const after = await inUse();
  const growth = { heap: after.heap - before.heap, wasm: after.wasm - before.wasm };
  figures[name] = { first, all, before, after, growth };
  rows.push([`${first.toLocaleString('en-US')} ${what}`, kilobytes(before.heap), '', kilobytes(before.wasm), '', before.handles]);
  rows.push([all.toLocaleString('en-US'), kilobytes(after.heap), kilobytes(growth.heap), kilobytes(after.wasm), kilobytes(growth.wasm), after.handles]);
  gates.push([`${name}: the growth of the heap`, growth.heap, HEAP_BOUND], [`${name}: the growth of linear memory`, growth.wasm, WASM_BOUND]);
}
await world.close();

tell('heap: what is kept', rows, { heap: figures });
for (const [name, growth, bound] of gates) gate(`heap: ${name}`, growth, bound);
