import * as actions from '../actions';
import { byId } from '../dom';
import { model, type Connection, type State } from '../model';
import { quietly } from '../actions';

const TEXT: Record<Connection, string> = {
  closed: 'closed',
  connecting: 'connecting',
  online: 'online',
  waiting: 'connection lost',
  reconnecting: 'reconnecting',
  lost: 'connection lost',
};

/** What the pill says: while an attempt is planned, in how many seconds. */
function pillText({ connection, retryAt }: Pick<State, 'connection' | 'retryAt'>): string {
  if (connection !== 'waiting' || retryAt === null) return TEXT[connection];
  const seconds = Math.max(0, Math.ceil((retryAt - Date.now()) / 1000));
  return `${TEXT.waiting}, again in ${seconds} s`;
}

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

  let countdown = 0;
  model.watch(['connection', 'retryAt', 'phase'], ({ connection, retryAt, phase }) => {
    document.body.dataset['connection'] = connection;
    document.body.dataset['phase'] = phase;
    const say = () => (byId('pill-text').textContent = pillText(model.get()));
    say();
    clearInterval(countdown);
    if (retryAt !== null) countdown = window.setInterval(say, 500);
    // Where an attempt is planned, the button makes it at once.
    connect.textContent = connection === 'waiting' ? 'Try now' : 'Connect';
    connect.disabled = !['closed', 'lost', 'waiting'].includes(connection);
    close.disabled = connection === 'closed';
  });
  model.watch(['name'], (state) => {
    name.value = state.name;
  });
}
