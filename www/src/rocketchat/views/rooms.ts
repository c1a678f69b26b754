import { nameOf } from '../../directory';
import { byId, h, replaceItems } from '../../dom';
import { problem, quietly } from '../../trace';
import * as client from '../client';
import { openRoom } from '../conversation';
import { model, type RoomRow } from '../model';

/** The user's rooms, and the form that joins one or makes one. */
export function setUpRooms(): void {
  const form = byId<HTMLFormElement>('join');
  const input = byId<HTMLInputElement>('room');
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    const name = input.value.trim();
    if (name === '') return input.focus();
    const makes = event.submitter?.id === 'create';
    byId('join-problem').hidden = true;
    enter(name, makes).then(
      () => (input.value = ''),
      (error) => {
        byId('join-problem').textContent = problem(error);
        byId('join-problem').hidden = false;
      },
    );
  });
  model.watch(['rooms', 'rid'], ({ rooms, rid }) => {
    replaceItems(byId('room-list'), rooms.map((row) => item(row, row.rid === rid)));
    byId('rooms-note').hidden = rooms.length > 0;
  });
}

async function enter(name: string, makes: boolean): Promise<void> {
  await goTo(makes ? await client.create(name) : await client.enter(name));
}

/** Opens a room, and shows it where there is one panel at a time. */
export async function goTo(rid: string): Promise<void> {
  document.body.dataset['view'] = 'chat';
  await openRoom(rid);
  byId('text').focus();
}

function item({ rid, name, isDirect, unread, last }: RoomRow, isOpen: boolean): HTMLElement {
  return h(
    'li',
    {},
    h(
      'button',
      {
        type: 'button',
        class: 'row room',
        'data-key': rid,
        'aria-current': isOpen ? 'true' : undefined,
        click: () => quietly(goTo(rid)),
      },
      h('span', { class: 'hash', 'aria-hidden': 'true', text: isDirect ? '@' : '#' }),
      h(
        'span',
        { class: 'room-main' },
        h('bdi', { class: 'row-name', text: name }),
        last !== undefined && h('span', { class: 'last', text: `${last.u.username ?? nameOf(last.u._id)}: ${last.msg}` }),
      ),
      unread > 0 && h('span', { class: 'badge unread', 'aria-label': `${unread} unread`, text: unread }),
    ),
  );
}
