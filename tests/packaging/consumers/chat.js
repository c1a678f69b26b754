// What every browser consumer does with the package: connect, join, post, list, close. The
// page's query says where; the answer is left in an attribute
// of the root element, where a test finds it in spite of a content security policy.
import { closeRealtime, configure, connectRealtime, getRealtimeGroups, joinRealtime, postRealtime } from 'groupwire';

async function chat() {
  const { url, token, group } = Object.fromEntries(new URLSearchParams(location.search));
  configure({ url, token });
  const events = [];
  let connected;
  const received = new Promise((resolve) => {
    connected = connectRealtime((event) => {
      events.push(event);
      if (event.type === 'message') resolve();
    });
  });
  const socket = await connected;
  const open = socket instanceof WebSocket && socket.readyState === WebSocket.OPEN;
  const joined = await joinRealtime({ group });
  const posted = await postRealtime({ msg: 'Hello 100%' }, group);
  await received;
  const { list } = await getRealtimeGroups({ searchFor: 'group', value: group });
  await closeRealtime();
  return { open, joined, posted, list, events };
}

const tell = (outcome) => (document.documentElement.dataset.outcome = JSON.stringify(outcome));
chat().then(
  (result) => tell({ result }),
  ({ name, code, message }) => tell({ error: { name, code, message } }),
);
