import { byId } from '../../dom';
import { problem, quietly } from '../../trace';
import { showPill } from '../../views/pill';
import { kept } from '../kept';
import { model } from '../model';
import { logIn, logOut } from '../session';

/** The page's own server. */
const OWN = `${location.origin.replace(/^http/, 'ws')}/websocket`;

/** The form that logs in, the connection's pill, and the way out. */
export function setUpLogin(): void {
  const form = byId<HTMLFormElement>('login');
  const url = byId<HTMLInputElement>('server');
  const user = byId<HTMLInputElement>('user');
  const password = byId<HTMLInputElement>('password');
  const button = form.querySelector('button') as HTMLButtonElement;
  url.value = kept().url ?? OWN;

  form.addEventListener('submit', async (event) => {
    event.preventDefault();
    button.disabled = true;
    model.set({ refusal: null });
    try {
      await logIn(url.value.trim(), user.value.trim(), password.value);
      password.value = '';
      // Where there is one panel at a time, the rooms come first.
      document.body.dataset['view'] = 'groups';
      byId('room').focus();
    } catch (error) {
      model.set({ refusal: `Could not log in. ${problem(error)}` });
      password.select();
    } finally {
      button.disabled = false;
    }
  });
  byId('logout').addEventListener('click', () => quietly(logOut().then(() => user.focus())));

  model.watch(['refusal'], ({ refusal }) => {
    byId('login-error').textContent = refusal;
    byId('login-error').hidden = refusal === null;
  });
  model.watch(['phase', 'connection', 'retryAt', 'me'], ({ phase, connection, retryAt, me }) => {
    document.body.dataset['phase'] = phase === 'login' ? 'welcome' : phase;
    showPill(connection, retryAt);
    byId('me').textContent = me?.username ?? '';
  });
}
