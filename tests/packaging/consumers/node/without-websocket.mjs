// Uses the package where there is no WebSocket. Node 22 has one; here it is as in Node 20.
import * as groupwire from 'groupwire';

delete globalThis.WebSocket;
const { url, httpUrl, token } = JSON.parse(process.argv[2]);

/** How a call ends. */
const outcome = (call) =>
  Promise.resolve()
    .then(call)
    .then(
      (value) => ({ value }),
      (error) => ({ code: error.code, message: error.message, realtimeError: error instanceof groupwire.RealtimeError }),
    );

const nowhere = new groupwire.Realtime({ token });
groupwire.configure({ url, httpUrl, token });
console.log(
  JSON.stringify({
    connect: await outcome(() => groupwire.connectRealtime(() => {})),
    badCallback: await outcome(() => groupwire.connectRealtime('not a function')),
    post: await outcome(() => groupwire.postRealtime('x', 'group')),
    join: await outcome(() => groupwire.joinRealtime({ group: 'group' })),
    groups: await outcome(() => groupwire.getRealtimeGroups()),
    nowhere: await outcome(() => nowhere.getRealtimeGroups()),
    close: await outcome(() => groupwire.closeRealtime()),
  }),
);
