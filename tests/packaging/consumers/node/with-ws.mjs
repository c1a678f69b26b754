// Two users talk from Node, over the WebSocket of the npm package `ws`.
import { Realtime } from 'groupwire';
import { WebSocket } from 'ws';

const { url, tokens, group } = JSON.parse(process.argv[2]);

async function enter(token) {
  const client = new Realtime({ url, token, WebSocket });
  const events = [];
  let wake = () => {};
  const socket = await client.connectRealtime((event) => {
    events.push(event);
    wake();
  });
  const wait = async (wanted) => {
    while (!events.some(wanted)) await new Promise((resolve) => (wake = resolve));
  };
  return { client, events, wait, isWs: socket instanceof WebSocket, readyState: socket.readyState };
}

const [alice, bob] = await Promise.all(tokens.map(enter));
await alice.client.joinRealtime({ group });
await alice.wait(({ type }) => type === 'notice');
await bob.client.joinRealtime({ group });
await alice.wait(({ type, sender }) => type === 'notice' && sender !== alice.events[1].sender);
const posted = await alice.client.postRealtime({ msg: 'from Node, 100%' }, group);
await bob.wait(({ type }) => type === 'message');
const groups = await bob.client.getRealtimeGroups();
const users = await bob.client.getRealtimeUsers({ group });
await alice.client.closeRealtime();
await bob.wait(({ code }) => code === 'USER_LEFT' || code === 'USER_DISCONNECTED');
await bob.client.closeRealtime();
console.log(
  JSON.stringify({
    isWs: alice.isWs,
    readyState: alice.readyState,
    posted,
    message: bob.events.find(({ type }) => type === 'message').message,
    groups: groups.list,
    users: users.list.length,
    ends: [alice, bob].map(({ events }) => events[0].type),
  }),
);
