// @ts-check
// How figures are made of samples, and how they are told.

import { availableParallelism } from 'node:os';
import { parseArgs } from 'node:util';

const { values } = parseArgs({ options: { json: { type: 'boolean' } } });

/** @param {number[]} samples */
export const median = (samples) => quantile(samples, 0.5);

/**
 * @param {number[]} samples
 * @param {number} part 0 gives the least, 1 the greatest
 */
export function quantile(samples, part) {
  const sorted = [...samples].sort((a, b) => a - b);
  const at = (sorted.length - 1) * part;
  const below = sorted[Math.floor(at)] ?? NaN;
  return below + ((sorted[Math.ceil(at)] ?? NaN) - below) * (at % 1);
}

/**
 * The sides of one round: another one begins each time.
 * @template T
 * @param {readonly T[]} sides
 * @param {number} round
 */
export function inTurn(sides, round) {
  const first = round % sides.length;
  return [...sides.slice(first), ...sides.slice(0, first)];
}

/** @param {number} value @param {number} digits */
export const round = (value, digits = 0) => Number(value.toFixed(digits));

/**
 * Prints a benchmark's figures: JSON on stdout with --json, else a table.
 * @param {string} title
 * @param {(string | number)[][]} rows the first one heads the table
 * @param {object} figures
 */
export function tell(title, rows, figures) {
  if (values.json) return process.stdout.write(`${JSON.stringify(figures)}\n`);
  const cells = rows.map((row) => row.map((cell) => (typeof cell === 'number' ? cell.toLocaleString('en-US') : cell)));
  const widths = cells[0]?.map((_, column) => Math.max(...cells.map((row) => row[column]?.length ?? 0))) ?? [];
  const lines = cells.map((row) =>
    row.map((cell, column) => (column === 0 ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0))).join('   '),
  );
  return process.stdout.write(`${title}\n${lines.map((line) => `  ${line.trimEnd()}\n`).join('')}`);
}

/**
 * Fails the benchmark where a figure is over its gate.
 * @param {string} name
 * @param {number} value
 * @param {number} most
 */
export function gate(name, value, most) {
  if (value <= most) return;
  process.stderr.write(`✗ ${name} is ${value}, the gate is ${most}\n`);
  process.exitCode = 1;
}

/** Where it was measured. @param {string} chromium */
export const machine = (chromium) => ({ cores: availableParallelism(), chromium });
