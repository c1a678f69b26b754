import type { RealtimeEvent } from 'groupwire';
import { byId, clock, h, keepAtEnd, limitChildren } from '../dom';
import { jsonBlock, jsonLine, jsonNodes } from '../json';
import { model, type Connection } from '../model';
import type { Payload } from '../payload';
import { avatar, personName } from './person';

/** A message as the timeline shows it. */
export interface Message {
  sender: string | null;
  mine: boolean;
  /** The group that it was posted to. */
  group: string | null;
  private: boolean;
  /** In a private message of mine: whom it went to. */
  to: string | null;
  body: Payload;
}

const MOST = 500;
/** Messages of one person within this time stand under one name. */
const TOGETHER = 120_000;
/** Characters of a text that are shown at once. */
const FOLD = 1200;

let last: { key: string; time: number } | null = null;

function add(element: HTMLElement): void {
  const box = byId('messages');
  keepAtEnd(box, () => {
    box.append(element);
    limitChildren(box, MOST);
  });
}

export function addMessage(message: Message): void {
  const now = new Date();
  const key = JSON.stringify([message.sender, message.private, message.to, message.group]);
  const follows = last !== null && last.key === key && now.getTime() - last.time < TOGETHER;
  last = { key, time: now.getTime() };
  const classes = ['message', message.mine && 'mine', message.private && 'private', follows && 'follows'];
  add(
    h(
      'article',
      { class: classes.filter(Boolean).join(' ') },
      message.sender !== null && avatar(message.sender),
      h(
        'div',
        { class: 'message-main' },
        headOf(message, now),
        h('div', { class: 'bubble', dir: 'auto' }, bodyOf(message.body)),
      ),
    ),
  );
  countUnseen();
}

function headOf(message: Message, time: Date): HTMLElement {
  const elsewhere = message.group !== null && message.group !== model.get().group;
  return h(
    'p',
    { class: 'message-head' },
    message.sender === null
      ? 'Somebody'
      : message.mine
        ? h('span', { class: 'you', text: 'You' })
        : personName(message.sender),
    message.private && h('span', { class: 'tag', text: message.to === null ? 'private' : 'private to' }),
    message.to !== null && personName(message.to),
    elsewhere && h('span', { class: 'tag' }, 'in ', h('bdi', { text: message.group ?? '' })),
    h('time', { datetime: time.toISOString(), text: clock(time) }),
  );
}

function bodyOf(body: Payload): Node {
  if (body.kind !== 'text') {
    const value = body.kind === 'other' ? body.value : body;
    return h('code', { class: 'raw' }, jsonNodes(jsonBlock(value)));
  }
  if (body.text.length <= FOLD) return document.createTextNode(body.text);
  const text = document.createTextNode(`${body.text.slice(0, FOLD)}…`);
  const whole = h('div', {}, text);
  const more = h('button', {
    type: 'button',
    class: 'link',
    text: `Show all ${body.text.length} characters`,
    click: () => {
      text.data = body.text;
      more.remove();
    },
  });
  whole.append(h('br'), more);
  return whole;
}

/** What a member did, by the code of the notice. Other notices are not about members. */
const NOTICES: Partial<Record<NonNullable<RealtimeEvent['code']>, string>> = {
  USER_JOINED: 'joined',
  USER_LEFT: 'left',
  USER_DISCONNECTED: 'disconnected',
};

/** Somebody came or went. */
export function addNotice(event: RealtimeEvent): void {
  const { sender, code, sender_rid: group } = event;
  if (!sender || !code) return addLine('notice', String(event.message));
  const what = NOTICES[code];
  if (!what) return;
  const mine = sender === model.get().me;
  const where = group && mine ? [' ', h('b', {}, h('bdi', { text: group }))] : [];
  addLine(
    `notice ${code === 'USER_JOINED' ? 'in' : 'out'}`,
    mine ? 'You' : personName(sender),
    ` ${what}`,
    ...where,
  );
}

/** The server refused something: a text, or an object with a code and a text. */
export function addProblem(problem: unknown): void {
  const text = typeof problem === 'object' && problem !== null && 'message' in problem ? problem.message : problem;
  addLine('notice problem', typeof text === 'string' ? text : jsonLine(problem));
}

/** The connection is back, and nothing that was written meanwhile is missing. */
export function addBack(): void {
  addLine('notice', 'Connected again. Nothing is missing');
}

/** The line that parts the time in one group from that in another. */
export function addLine(kind: string, ...content: (Node | string)[]): void {
  last = null;
  add(h('p', { class: kind }, h('span', {}, ...content)));
}

let unseen = 0;

function countUnseen(): void {
  if (!document.hidden) return;
  unseen++;
  showTitle();
}

function showTitle(): void {
  const { group } = model.get();
  document.title = `${unseen > 0 ? `(${unseen}) ` : ''}${group === null ? '' : `${group} · `}groupwire demo`;
}

/** The first line of an empty conversation, lines for what happens to the connection, and the page's title. */
export function setUpTimeline(): void {
  document.addEventListener('visibilitychange', () => {
    if (document.hidden) return;
    unseen = 0;
    showTitle();
  });
  model.watch(['group'], showTitle);
  let before = model.get();
  model.watch(['group', 'connection'], (state) => {
    if (before.connection !== state.connection) {
      const isLost = (connection: Connection) => connection === 'waiting' || connection === 'lost';
      if (isLost(state.connection) && before.connection === 'online') addLine('notice problem', 'The connection was lost');
      if (state.connection === 'closed' && before.connection === 'online')
        addLine('notice out', 'You closed the connection');
    }
    const left = before.group !== null && state.group === null && state.connection === 'online';
    if (left) addLine('notice out', 'You left ', h('b', {}, h('bdi', { text: before.group ?? '' })));
    before = state;
  });
}
