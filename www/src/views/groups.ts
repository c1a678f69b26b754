import type { GroupItem } from 'groupwire';
import * as actions from '../actions';
import { literal } from '../code';
import { byId, h, replaceItems } from '../dom';
import { groupQuery, listGroups, refreshGroups } from '../lists';
import { model, type State } from '../model';
import { recall } from '../session';
import { quietly } from '../trace';

/** The form that joins a group, the list of groups and its filter. */
export function setUpGroups(lastGroup: string): void {
  const form = byId<HTMLFormElement>('join');
  const input = byId<HTMLInputElement>('group');
  const button = form.querySelector('button') as HTMLButtonElement;

  form.addEventListener('submit', (event) => {
    if (input.value === '') {
      event.preventDefault();
      return input.focus();
    }
    // The event itself goes to the SDK: the form's field `group` is the parameter.
    quietly(actions.join(input.value, event));
  });
  const hint = () => {
    byId('join-hint').textContent =
      input.value === '' ? 'joinRealtime(event)' : `joinRealtime({ group: ${literal(input.value)} })`;
  };
  input.addEventListener('input', hint);
  model.watch(['group'], ({ group }) => {
    if (input.value === group) input.value = '';
    hint();
  });
  model.watch(['connection'], ({ connection }) => {
    input.disabled = button.disabled = connection !== 'online';
    // After closing, the way back is one click.
    if (connection === 'closed') input.value = recall().group || lastGroup;
    hint();
  });

  setUpFilter();
  byId('groups-refresh').addEventListener('click', listGroups);
  model.watch(['groups', 'group', 'connection', 'moreGroups', 'filter'], showGroups);
}

function setUpFilter(): void {
  const form = byId<HTMLFormElement>('filter');
  const kind = byId<HTMLSelectElement>('filter-kind');
  const value = byId<HTMLInputElement>('filter-value');
  const apply = () => {
    model.set({ filter: { kind: kind.value === 'group' ? 'group' : 'number_of_users', value: value.value } });
    refreshGroups();
  };
  kind.addEventListener('change', () => {
    const counts = kind.value !== 'group';
    value.type = counts ? 'number' : 'text';
    if (counts) value.min = '0';
    value.value = counts ? '2' : '';
    apply();
  });
  value.addEventListener('input', apply);
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    apply();
    listGroups();
  });
}

function showGroups({ groups, group, connection, moreGroups, filter }: Readonly<State>): void {
  const query = groupQuery(filter);
  replaceItems(
    byId('group-list'),
    groups.map((item) => groupItem(item, item.group === group)),
  );
  const note = byId('groups-note');
  note.hidden = groups.length > 0 && !moreGroups;
  note.textContent =
    connection !== 'online'
      ? 'Connect to see the groups.'
      : moreGroups
        ? `The first ${groups.length}; narrow the filter to see others.`
        : query
          ? 'No group matches the filter.'
          : 'No groups yet. Join one and it is there.';
  byId('groups-hint').textContent = `getRealtimeGroups(${query ? literal(query) : ''})`;
}

function groupItem({ group, number_of_users }: GroupItem, joined: boolean): HTMLElement {
  const users = `${number_of_users} ${number_of_users === 1 ? 'connection' : 'connections'}`;
  return h(
    'li',
    {},
    h(
      'button',
      {
        type: 'button',
        class: 'row',
        'data-key': group,
        'aria-current': joined ? 'true' : undefined,
        title: joined ? 'You are here' : `joinRealtime({ group: ${literal(group)} })`,
        click: () => {
          if (!joined) quietly(actions.join(group));
        },
      },
      h('span', { class: 'hash', 'aria-hidden': 'true', text: '#' }),
      h('bdi', { class: 'row-name', text: group }),
      h('span', { class: 'badge', 'aria-label': users, title: users, text: number_of_users }),
    ),
  );
}
