import { byId, h, replaceItems } from '../../dom';
import { quietly } from '../../trace';
import { avatar, personName } from '../../views/person';
import * as client from '../client';
import { model, type Person } from '../model';
import { goTo } from './rooms';

/** Who is in the open room and how present they are; a click opens the direct messages with them. */
export function setUpPeople(): void {
  const status = byId<HTMLSelectElement>('my-status');
  status.addEventListener('change', () => {
    const now = status.value;
    if (now === 'online' || now === 'away' || now === 'busy' || now === 'offline') quietly(client.call('setUserStatus', now, ''));
  });
  model.watch(['people', 'me', 'rid'], ({ people, me, rid }) => {
    replaceItems(byId('member-list'), people.map((person) => item(person, person.id === me?.id)));
    byId('chat-count').textContent = people.length > 0 ? String(people.length) : '';
    const note = byId('people-note');
    note.hidden = people.length > 0;
    note.textContent = rid === null ? 'Open a room to see who is in it.' : '';
  });
}

function item({ id, username, status }: Person, isMe: boolean): HTMLElement {
  const parts = [
    avatar(id),
    h('span', { class: 'row-name' }, personName(id), isMe && h('span', { class: 'you-mark', text: ' you' })),
    h('span', { class: `presence ${status}`, text: status }),
  ];
  if (isMe) return h('li', { class: 'member me' }, h('span', { class: 'row' }, ...parts));
  const write = async () => goTo(await client.direct(username));
  return h(
    'li',
    { class: 'member' },
    h('button', { type: 'button', class: 'row', 'data-key': id, title: 'Write a direct message', click: () => quietly(write()) }, ...parts),
  );
}
