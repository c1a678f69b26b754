// @ts-check
// What is in use on both sides once everything is at rest.

import { readFileSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { callInPage } from '../../bench/lib/world.mjs';

/** What one collection finds may let go of more, by finalizers, for the next. */
const COLLECTIONS = 3;

/** @typedef {{ heap: number, wasm: number, handles: number }} PageMemory bytes, bytes, and places for handles to JavaScript values */

/** Each page once nothing is left to collect. @param {import('../../bench/lib/world.mjs').Page} page @returns {Promise<PageMemory>} */
export async function pageMemory(page) {
  for (let round = 0; round < COLLECTIONS; round++) {
    await page.send('HeapProfiler.collectGarbage');
    await pause(50);
  }
  const { usedSize } = await page.send('Runtime.getHeapUsage');
  const { bytes, handles } = await callInPage(page, 'module-memory.js', 'moduleMemory');
  return { heap: Number(usedSize), wasm: Number(bytes), handles: Number(handles) };
}

/** The resident memory of a process, in bytes; undefined where there is no /proc. @param {number} pid */
export function residentBytes(pid) {
  if (process.platform !== 'linux') return undefined;
  return Number(/^VmRSS:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) * 1024;
}

/** The counters of a server, by name with labels. @param {string} base */
export async function counters(base) {
  const text = await (await fetch(`${base}/metrics`)).text();
  const lines = Array.from(text.matchAll(/^groupwire_(\S+) (\d+)$/gm), ([, name, value]) => [name, Number(value)]);
  return /** @type {Record<string, number>} */ (Object.fromEntries(lines));
}
