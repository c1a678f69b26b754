/** What `performance.now()` has missed so far. */
let slept = 0;

/**
 * Milliseconds since the page began, those in which the machine slept included: in some browsers `performance.now()` stands
 * still meanwhile. Never goes back, and does not follow the small corrections of the wall clock.
 */
export function clock() {
  const now = performance.now();
  const missed = Date.now() - performance.timeOrigin - now;
  if (missed - slept > 1000) slept = missed;
  return now + slept;
}
