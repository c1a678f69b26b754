import * as actions from '../actions';
import { nameOf, onNameChange } from '../directory';
import { literal } from '../code';
import { byId, sendOnEnter } from '../dom';
import { model, takesMessages } from '../model';
import { quietly } from '../trace';

/** The heading of the conversation and the form that posts. */
export function setUpComposer(): void {
  const form = byId<HTMLFormElement>('composer');
  const text = byId<HTMLTextAreaElement>('text');

  form.addEventListener('submit', (event) => {
    if (text.value.trim() === '') {
      event.preventDefault();
      return;
    }
    quietly(actions.post(event));
    // The SDK has read the form by now: it does so in the call itself.
    text.value = '';
  });
  sendOnEnter(text);
  text.addEventListener('keydown', (event) => {
    if (event.key === 'Escape') model.set({ recipient: null });
  });
  byId('private-end').addEventListener('click', () => {
    model.set({ recipient: null });
    text.focus();
  });
  byId('leave').addEventListener('click', () =>
    quietly(
      actions.leave().then(() => {
        document.body.dataset['view'] = 'groups';
        byId('group').focus();
      }),
    ),
  );

  model.watch(['group', 'recipient', 'connection', 'name'], show);
  onNameChange(show);
}

function show(): void {
  const { group, recipient, connection, name } = model.get();
  const text = byId<HTMLTextAreaElement>('text');
  const ready = takesMessages(connection) && (group !== null || recipient !== null);

  byId('chat-title').textContent = group ?? 'No group';
  byId('chat-title').title = group ?? '';
  byId('chat-title').classList.toggle('none', group === null);
  byId('leave').hidden = group === null;
  byId<HTMLButtonElement>('leave').disabled = connection !== 'online';
  const second = byId<HTMLAnchorElement>('second-tab');
  second.hidden = group === null;
  second.href = `?group=${encodeURIComponent(group ?? '')}`;

  const form = byId<HTMLFormElement>('composer');
  const field = (key: string) => form.elements.namedItem(key) as HTMLInputElement;
  field('name').value = name;
  // A disabled control is no part of the form's data: `to` is there in private messages alone.
  field('to').disabled = recipient === null;
  field('to').value = recipient ?? '';

  form.classList.toggle('private', recipient !== null);
  byId('private-row').hidden = recipient === null;
  byId('private-name').textContent = recipient === null ? '' : nameOf(recipient);
  text.disabled = byId<HTMLButtonElement>('send').disabled = !ready;
  text.placeholder = !ready
    ? connection === 'online'
      ? 'Join a group to write to it'
      : 'Not connected'
    : connection !== 'online'
      ? 'Not connected now: what you send waits'
    : recipient === null
      ? `Message ${group}`
      : `Private message to ${nameOf(recipient)}`;
  byId('post-hint').textContent = `postRealtime(event, ${literal(recipient ?? group ?? '…')})`;
}
