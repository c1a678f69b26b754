import * as actions from '../actions';
import { byId } from '../dom';
import { model } from '../model';
import { quietly } from '../trace';
import { showPill } from './pill';

function focusNext(): void {
  byId(model.get().group === null ? 'group' : 'text').focus();
}

/** The connection's pill, its two buttons, and my name. */
export function setUpHeader(): void {
  const connect = byId<HTMLButtonElement>('connect');
  const close = byId<HTMLButtonElement>('close');
  const name = byId<HTMLInputElement>('my-name');

  // A button that was pressed and is disabled now would leave the keyboard nowhere.
  connect.addEventListener('click', () => quietly(actions.connect().then(() => focusNext())));
  close.addEventListener('click', () => quietly(actions.close().then(() => connect.focus())));
  name.addEventListener('change', () => {
    actions.rename(name.value);
    name.value = model.get().name;
  });
  name.addEventListener('keydown', (event) => {
    if (event.key === 'Enter') name.blur();
  });

  model.watch(['connection', 'retryAt', 'phase'], ({ connection, retryAt, phase }) => {
    document.body.dataset['phase'] = phase;
    showPill(connection, retryAt);
    // Where an attempt is planned, the button makes it at once.
    connect.textContent = connection === 'waiting' ? 'Try now' : 'Connect';
    connect.disabled = !['closed', 'lost', 'waiting'].includes(connection);
    close.disabled = connection === 'closed';
  });
  model.watch(['name'], (state) => {
    name.value = state.name;
  });
}
