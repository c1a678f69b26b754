import { byId, h } from '../dom';
import { jsonNodes, jsonLine } from '../json';
import { onCall, problem, type Call } from '../trace';

/** A stop on the wire: calls that belong together. */
export interface Stop {
  /** The `fn` of its calls. */
  readonly fn: string;
  readonly purpose: string;
}

/** Shows the stops, which light up when one of their calls is made, and the last call. */
export function setUpWire(all: readonly Stop[]): void {
  const stops = new Map<string, { stop: HTMLElement; count: HTMLElement }>();
  for (const { fn, purpose } of all) {
    const count = h('span', { class: 'stop-count', title: 'calls so far' });
    const stop = h(
      'li',
      { class: 'stop', 'data-fn': fn, title: fn },
      h('span', { class: 'stop-dot', 'aria-hidden': 'true' }),
      h('code', { class: 'stop-name' }, ...nameParts(fn)),
      count,
      h('span', { class: 'stop-what', text: purpose }),
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
function nameParts(fn: string): (string | HTMLElement)[] {
  const [verb = '', rest] = fn.split('Realtime');
  if (rest === undefined) return [verb];
  return [verb, h('span', { class: 'stop-realtime', text: 'Realtime' }), rest];
}

function showLastCall(call: Call): void {
  const box = byId('last-call');
  const name = call.code.slice(0, call.code.indexOf('('));
  box.dataset['fn'] = call.fn;
  box.dataset['state'] = call.state;
  box.replaceChildren(
    h('span', { class: 'prompt', 'aria-hidden': 'true', text: '›' }),
    h(
      'code',
      { class: 'call', dir: 'ltr' },
      h('span', { class: 'dim', text: 'await ' }),
      h('span', { class: 'fn', text: name }),
      call.code.slice(name.length),
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
