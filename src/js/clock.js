/** What `performance.now()` has missed so far. */
let slept = 0;
/** What the wall clock showed when our own was at 0. */
let began;

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

/** A moment of our own clock in milliseconds since 1970: the same number at every look, until somebody sets the wall clock. */
export function wallClock(at) {
  const now = Date.now() - clock();
  if (!(Math.abs(now - began) < 1000)) began = now;
  return Math.round(began + at);
}
