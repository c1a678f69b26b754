import { isNamed } from '../directory';
import { byId, h, replaceItems } from '../dom';
import { literal } from '../code';
import { model, type Member, type State } from '../model';
import { shortId } from '../names';
import { avatar, personName } from './person';

/** The list of those who are in the group; a click makes the next message a private one. */
export function setUpMembers(): void {
  model.watch(['members', 'me', 'recipient', 'group', 'connection'], showMembers);
}

function showMembers({ members, me, recipient, group, connection }: Readonly<State>): void {
  const mine = members.filter(({ id }) => id === me);
  const others = members.filter(({ id }) => id !== me);
  replaceItems(
    byId('member-list'),
    [...mine, ...others].map((member) => memberItem(member, me, recipient)),
  );
  const note = byId('people-note');
  note.hidden = others.length > 0 && group !== null;
  note.textContent =
    connection !== 'online'
      ? 'Nobody is known while you are not connected.'
      : group === null
        ? 'Join a group to see who is in it.'
        : 'Nobody else yet. Open a second tab and join the same group.';
  byId('people-aside').hidden = others.length === 0;
  // Alone, the next thing to do is to become two.
  byId('second-tab').classList.toggle('primary', members.length === 1);
  byId('chat-count').textContent = members.length > 0 ? String(members.length) : '';
  byId('chat-count').title = `${members.length} in the group`;
  byId('users-hint').textContent = `getRealtimeUsers({ group: ${literal(group ?? '…')} })`;
}

function memberItem({ id, connections }: Member, me: string | null, recipient: string | null): HTMLElement {
  const parts = [
    avatar(id),
    h('span', { class: 'row-name' }, personName(id), id === me && h('span', { class: 'you-mark', text: ' you' })),
    connections.length > 1 && h('span', { class: 'badge', text: `${connections.length} tabs` }),
    h('code', { class: 'short-id', title: id, text: shortId(id) }),
  ];
  if (id === me) return h('li', { class: 'member me' }, h('span', { class: 'row' }, ...parts));
  const button = h(
    'button',
    {
      type: 'button',
      class: 'row',
      'data-key': id,
      'aria-pressed': String(recipient === id),
      title: `${isNamed(id) ? '' : 'Not introduced yet. '}Write a private message`,
      click: () => {
        model.set({ recipient: recipient === id ? null : id });
        document.body.dataset['view'] = 'chat';
        byId('text').focus();
      },
    },
    ...parts,
  );
  return h('li', { class: 'member' }, button);
}
