// Configures the package wrongly, and then well: the first is refused where it is used, and
// nothing of it reaches the process as an error that nobody handles.
import { closeRealtime, configure, connectRealtime, fromSkapi, getRealtimeGroups, Realtime } from 'groupwire';

const { url, token } = JSON.parse(process.argv[2]);
const unhandled = [];
process.on('unhandledRejection', (error) => unhandled.push(error.message));

/** How a call ends. */
const outcome = (call) => call.then((value) => ({ value }), ({ name, code }) => ({ name, code }));

configure({ url: 5 });
const refused = await outcome(connectRealtime(() => {}));
const closed = await outcome(closeRealtime());
configure({ url, protocol: 'carrier pigeon' });
configure({ url, token });
const listed = await outcome(getRealtimeGroups());

// Made and never used.
new Realtime({ url: 5 });
fromSkapi({});
const wrong = fromSkapi({});
// Rejections that nobody handles are told of when the queue of promises is empty.
await new Promise((resolve) => setImmediate(resolve));
const refusedLater = await outcome(wrong.getRealtimeGroups());
const closedLater = await outcome(wrong.closeRealtime());
await new Promise((resolve) => setImmediate(resolve));
console.log(JSON.stringify({ refused, closed, listed: Array.isArray(listed.value?.list), refusedLater, closedLater, unhandled }));
