import type { Message } from 'groupwire/rocketchat';
import { byId, clock, h, keepAtEnd, limitChildren, replaceItems } from '../../dom';
import { quietly } from '../../trace';
import { avatar, personName } from '../../views/person';
import * as client from '../client';
import { model } from '../model';
import { pictureOf, REACTIONS } from '../reactions';

const MOST = 300;

/** What a system message says of its sender, by its type. Others are shown by their names. */
const HAPPENED: Readonly<Record<string, string>> = {
  uj: 'joined',
  ul: 'left',
  au: 'added',
  ru: 'removed',
  rm: 'removed a message',
  r: 'renamed the room to',
};

/** The messages of the open room, by id: one that comes again changes in its place. */
const shown = new Map<string, HTMLElement>();

/** Shows a message, or what it is now. */
export function show(message: Message): void {
  const known = shown.get(message._id);
  const box = byId('messages');
  keepAtEnd(box, () => {
    const element = known ?? h('article', { 'data-id': message._id });
    element.className = message.t ? 'notice' : `message${message.u._id === model.get().me?.id ? ' mine' : ''}`;
    replaceItems(element, message.t ? [happened(message)] : parts(message));
    if (known) return;
    shown.set(message._id, element);
    box.append(element);
    limitChildren(box, MOST);
  });
}

export function remove(id: string): void {
  shown.get(id)?.remove();
  shown.delete(id);
  if (model.get().editing?._id === id) model.set({ editing: null });
}

export function clear(): void {
  shown.clear();
  byId('messages').replaceChildren();
}

/** A line that nobody wrote. */
export function say(kind: string, text: string): void {
  const box = byId('messages');
  keepAtEnd(box, () => box.append(h('p', { class: kind }, h('span', { text }))));
}

function happened({ t = '', u, msg }: Message): HTMLElement {
  // Of those who come and go, the text is the user name of the sender.
  const whom = t === 'uj' || t === 'ul' ? '' : ` ${msg}`;
  return h('span', {}, personName(u._id), ` ${HAPPENED[t] ?? t}${whom}`);
}

function parts(message: Message): HTMLElement[] {
  const time = new Date(message.ts);
  const isMine = message.u._id === model.get().me?.id;
  const head = h(
    'p',
    { class: 'message-head' },
    !isMine && personName(message.u._id),
    h('time', { datetime: time.toISOString(), text: clock(time) }),
    message.editedAt !== undefined && h('span', { class: 'edited', text: 'edited' }),
    actions(message, isMine),
  );
  const bubble = h('div', { class: 'bubble', dir: 'auto', text: message.msg });
  for (const { title, text } of message.attachments ?? []) {
    bubble.append(h('div', { class: 'attachment' }, title !== undefined && h('b', { text: title }), text ?? ''));
  }
  const main = h('div', { class: 'message-main' }, head, bubble, reactions(message));
  return isMine ? [main] : [avatar(message.u._id), main];
}

/** Who reacted how; a click takes one's own reaction back, or adds it. */
function reactions({ _id, reactions: all = {} }: Message): HTMLElement {
  const me = model.get().me?.username ?? '';
  const chips = Object.entries(all).map(([reaction, { usernames }]) => {
    const isMine = usernames.includes(me);
    return h(
      'button',
      {
        type: 'button',
        class: 'reaction',
        'data-key': `has ${reaction}`,
        'data-reaction': reaction,
        'aria-pressed': String(isMine),
        'aria-label': `${reaction}, ${usernames.join(', ')}`,
        title: usernames.join(', '),
        click: () => quietly(client.call('setReaction', reaction, _id, !isMine)),
      },
      h('span', { 'aria-hidden': 'true', text: pictureOf(reaction) }),
      h('span', { class: 'reaction-count', text: usernames.length }),
    );
  });
  return h('div', { class: 'reactions', hidden: chips.length === 0 }, ...chips);
}

function actions(message: Message, isMine: boolean): HTMLElement {
  const { _id, rid } = message;
  const react = Object.entries(REACTIONS).map(([reaction, picture]) =>
    h('button', {
      type: 'button',
      class: 'act',
      'data-key': `add ${reaction}`,
      'data-react': reaction,
      'aria-label': `React with ${reaction}`,
      title: `setReaction('${reaction}', id, true)`,
      text: picture,
      click: () => quietly(client.call('setReaction', reaction, _id, true)),
    }),
  );
  const own = [
    h('button', {
      type: 'button',
      class: 'act link',
      'data-key': 'edit',
      'data-act': 'edit',
      title: 'updateMessage({ _id, rid, msg })',
      text: 'edit',
      click: () => model.set({ editing: message }),
    }),
    h('button', {
      type: 'button',
      class: 'act link',
      'data-key': 'delete',
      'data-act': 'delete',
      title: 'deleteMessage({ _id, rid })',
      text: 'delete',
      click: () => quietly(client.call('deleteMessage', { _id, rid })),
    }),
  ];
  return h('span', { class: 'acts' }, ...react, ...(isMine ? own : []));
}
