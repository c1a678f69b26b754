// @ts-check
// What the suites of several folders share.

export { launchBrowser, watchErrors } from './browser.mjs';
export { chromiumBinary, npmDir, root, sdkBundle, serverBinary } from './places.mjs';
export { generator, seed } from './random.mjs';
export { startServer } from './server.mjs';
export { serveFolder } from './static.mjs';
export { claims, signToken } from './token.mjs';
export { toldServer } from './told.mjs';
export { DEADLINE, DeadlineError, Inbox, until, within } from './wait.mjs';
