// @ts-check
// Random numbers that can be had again.

/** What a random test is begun with: `GROUPWIRE_SEED=…` runs the same again. */
export const seed = () => Number(process.env.GROUPWIRE_SEED ?? Date.now() % 2 ** 31);

/** Whole random numbers below `n` that a seed determines (mulberry32). @param {number} seed @returns {(n: number) => number} */
export function generator(seed) {
  return (n) => {
    seed = (seed + 0x6d2b79f5) | 0;
    let t = Math.imul(seed ^ (seed >>> 15), seed | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) % n;
  };
}
