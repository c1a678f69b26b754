import { byId, h, keepAtEnd, limitChildren } from '../dom';
import { jsonBlock, jsonLine, jsonNodes } from '../json';
import { onCall, type Call } from '../trace';
import { answerNodes } from './wire';

/** What went over the API, in order: calls with their answers, and the callback's events as JSON. */

const MOST = 300;

let newest: HTMLDetailsElement | null = null;

function add(entry: HTMLElement): void {
  const log = byId('log');
  keepAtEnd(log, () => {
    log.append(entry);
    limitChildren(log, MOST);
  });
}

/** Shows the object that the callback was given. The newest one stands open. */
export function addEvent(event: { type: string; message?: unknown }): void {
  const details = h(
    'details',
    { open: true },
    h(
      'summary',
      {},
      h('span', { class: `type type-${event.type}`, text: event.type }),
      h('code', { class: 'line' }, jsonNodes(jsonLine(event.message).slice(0, 200))),
      time(),
    ),
    h('pre', { class: 'whole' }, jsonNodes(jsonBlock(event))),
  );
  // One that the user has opened or closed stays as it is.
  details.querySelector('summary')?.addEventListener('click', () => {
    if (newest === details) newest = null;
  });
  const before = newest;
  newest = details;
  add(h('li', { class: 'entry event' }, details));
  keepAtEnd(byId('log'), () => {
    if (before) before.open = false;
  });
}

function addCall(call: Call): void {
  const answer = h('code', { class: 'entry-answer', text: '…' });
  const entry = h(
    'li',
    { class: 'entry call', 'data-fn': call.fn, 'data-state': call.state },
    h('div', { class: 'entry-call' }, h('code', { text: call.code }), time()),
    answer,
  );
  pending.set(call, { entry, answer });
  add(entry);
}

const pending = new Map<Call, { entry: HTMLElement; answer: HTMLElement }>();

function showAnswer(call: Call): void {
  const shown = pending.get(call);
  if (!shown) return;
  pending.delete(call);
  keepAtEnd(byId('log'), () => {
    shown.entry.dataset['state'] = call.state;
    shown.answer.replaceChildren('→ ', answerNodes(call));
  });
}

function time(): HTMLElement {
  const now = new Date();
  return h('time', { datetime: now.toISOString(), text: now.toTimeString().slice(0, 8) });
}

export function setUpLog(): void {
  onCall((call) => {
    if (call.quiet) return;
    if (call.state === 'pending') addCall(call);
    else showAnswer(call);
  });
  const log = byId('log');
  for (const kind of ['calls', 'events'] as const) {
    const box = byId<HTMLInputElement>(`log-${kind}`);
    box.addEventListener('change', () => log.classList.toggle(`without-${kind}`, !box.checked));
  }
  byId('log-clear').addEventListener('click', () => log.replaceChildren());
}
