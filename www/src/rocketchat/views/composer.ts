import { byId, sendOnEnter } from '../../dom';
import { takesMessages } from '../../model';
import { problem, quietly } from '../../trace';
import * as client from '../client';
import { closeRoom } from '../conversation';
import { model, openRow } from '../model';
import { say } from './messages';

/** The heading of the room, who is typing there, and the form that writes and edits. */
export function setUpComposer(): void {
  const form = byId<HTMLFormElement>('composer');
  const text = byId<HTMLTextAreaElement>('text');
  sendOnEnter(text);
  text.addEventListener('input', () => {
    const { rid } = model.get();
    if (rid === null) return;
    const typing = client.rc().typing(rid);
    if (text.value === '') typing.stop();
    else typing.start();
  });
  text.addEventListener('keydown', ({ key }) => {
    if (key === 'Escape') model.set({ editing: null });
  });
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    const { rid, editing } = model.get();
    const msg = text.value;
    if (rid === null || msg.trim() === '') return;
    text.value = '';
    client.rc().typing(rid).stop();
    const sent = editing
      ? client.call('updateMessage', { _id: editing._id, rid, msg })
      : client.call('sendMessage', { rid, msg });
    model.set({ editing: null });
    sent.catch((error) => say('notice problem', `Not sent. ${problem(error)}`));
  });
  byId('edit-end').addEventListener('click', () => model.set({ editing: null }));
  byId('leave').addEventListener('click', () => {
    const { rid } = model.get();
    if (rid !== null) quietly(client.call('leaveRoom', rid).then(closeRoom));
  });

  model.watch(['editing'], ({ editing }) => {
    byId('edit-row').hidden = editing === null;
    text.value = editing?.msg ?? '';
    if (editing) text.focus();
  });
  model.watch(['rid', 'rooms', 'connection', 'editing'], show);
  model.watch(['typing'], ({ typing }) => {
    byId('typing').textContent = typing.length > 0 ? `${typing.join(', ')} ${typing.length > 1 ? 'are' : 'is'} typing …` : '';
  });
}

function show(): void {
  const { rid, connection, editing } = model.get();
  const row = openRow();
  const name = row?.name ?? rid ?? '';
  const title = byId('chat-title');
  title.textContent = rid === null ? 'No room' : name;
  title.title = name;
  title.classList.toggle('none', rid === null);
  title.classList.toggle('direct', row?.isDirect === true);
  const leave = byId<HTMLButtonElement>('leave');
  leave.hidden = rid === null || row?.isDirect === true;
  leave.disabled = connection !== 'online';
  const text = byId<HTMLTextAreaElement>('text');
  text.disabled = byId<HTMLButtonElement>('send').disabled = rid === null || !takesMessages(connection);
  text.placeholder = rid === null ? 'Open a room to write to it' : `Message ${name}`;
  byId('post-hint').textContent = editing ? 'rc.methods.updateMessage({ _id, rid, msg })' : 'rc.methods.sendMessage({ rid, msg })';
}
