// @ts-check
// Comparing version numbers.

/**
 * Whether version `a` is `b` or newer, by its numbers alone.
 * @param {string} a
 * @param {string} b
 */
export function atLeast(a, b) {
  const left = numbers(a);
  const right = numbers(b);
  for (let i = 0; i < 3; i++) {
    const difference = (left[i] ?? 0) - (right[i] ?? 0);
    if (difference !== 0) return difference > 0;
  }
  return true;
}

/** @param {string} version */
const numbers = (version) => (/\d+(\.\d+)*/.exec(version)?.[0] ?? '0').split('.').map(Number);
