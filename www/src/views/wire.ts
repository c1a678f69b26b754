import { FUNCTIONS, onCall, problem, type Call, type FunctionName } from '../calls';
import { byId, h } from '../dom';
import { jsonNodes, jsonLine } from '../json';

const PURPOSE: Record<FunctionName, string> = {
  connectRealtime: 'open the connection',
  joinRealtime: 'enter or leave a group',
  postRealtime: 'send to a group or user',
  getRealtimeUsers: 'who is in a group',
  getRealtimeGroups: 'which groups there are',
  closeRealtime: 'hang up',
};

/** The six functions as stops on a wire that light up when they are called, and the last call. */
export function setUpWire(): void {
  const stops = new Map<FunctionName, { stop: HTMLElement; count: HTMLElement }>();
  for (const fn of FUNCTIONS) {
    const count = h('span', { class: 'stop-count', title: 'calls so far' });
    const stop = h(
      'li',
      { class: 'stop', 'data-fn': fn, title: fn },
      h('span', { class: 'stop-dot', 'aria-hidden': 'true' }),
      h('code', { class: 'stop-name' }, ...nameParts(fn)),
      count,
      h('span', { class: 'stop-what', text: PURPOSE[fn] }),
    );
    stops.set(fn, { stop, count });
  }
  byId('stops').replaceChildren(...[...stops.values()].map(({ stop }) => stop));

  onCall((call) => {
    const at = stops.get(call.fn);
    if (at && call.state === 'pending') {
      at.count.textContent = String(Number(at.count.textContent) + 1);
      at.stop.classList.add('called');
      // Two animations of one name take turns, so that a call during a flash flashes again.
      at.stop.dataset['flash'] = at.stop.dataset['flash'] === 'a' ? 'b' : 'a';
    }
    if (!call.quiet) showLastCall(call);
  });
  byId('last-call').replaceChildren(
    h('span', { class: 'prompt', text: '›' }),
    h('span', { class: 'dim', text: 'Your last call and its answer appear here.' }),
  );
}

/** The name with its middle marked: a narrow screen shows `join`, `getUsers`. */
function nameParts(fn: FunctionName): (string | HTMLElement)[] {
  const [verb = '', rest = ''] = fn.split('Realtime');
  return [verb, h('span', { class: 'stop-realtime', text: 'Realtime' }), rest];
}

function showLastCall(call: Call): void {
  const box = byId('last-call');
  box.dataset['fn'] = call.fn;
  box.dataset['state'] = call.state;
  box.replaceChildren(
    h('span', { class: 'prompt', 'aria-hidden': 'true', text: '›' }),
    h(
      'code',
      { class: 'call', dir: 'ltr' },
      h('span', { class: 'dim', text: 'await ' }),
      h('span', { class: 'fn', text: call.fn }),
      call.code.slice(call.fn.length),
    ),
    ...answer(call),
  );
  if (call.state === 'failed') byId('announce').textContent = problem(call.answer);
}

function answer(call: Call): HTMLElement[] {
  if (call.state === 'pending') return [h('span', { class: 'dim', text: '…' })];
  return [
    h('span', { class: 'arrow', text: '→', 'aria-label': 'gives' }),
    h('code', { class: 'answer' }, answerNodes(call)),
    h('span', { class: 'ms', text: `${Math.max(1, Math.round(call.ms ?? 0))} ms` }),
  ];
}

/** The answer of a call: JSON where it is JSON, a short form of what isn't. */
export function answerNodes(call: Call): Node {
  const { answer: value, state } = call;
  if (state === 'failed') return document.createTextNode(`RealtimeError ${problem(value)}`);
  if (value instanceof WebSocket) return document.createTextNode(`WebSocket { readyState: ${value.readyState} }`);
  return jsonNodes(value === undefined ? 'undefined' : jsonLine(value));
}
