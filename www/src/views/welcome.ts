import * as actions from '../actions';
import { literal } from '../code';
import { byId, h } from '../dom';
import { model } from '../model';
import { tidyName } from '../names';
import { remember } from '../session';
import { problem } from '../trace';

/** The page that greets a visitor: a form that is filled in, and what it will do as code. */
export function setUpWelcome(group: string): void {
  const form = byId<HTMLFormElement>('join-first');
  const nameInput = byId<HTMLInputElement>('first-name');
  const groupInput = byId<HTMLInputElement>('first-group');
  const button = form.querySelector('button') as HTMLButtonElement;
  nameInput.value = model.get().name;
  groupInput.value = group;

  const preview = () => {
    byId('first-label').textContent = groupInput.value || 'a group';
    byId('snippet').replaceChildren(...snippet(nameInput.value, groupInput.value));
  };
  form.addEventListener('input', preview);
  preview();

  form.addEventListener('submit', async (event) => {
    event.preventDefault();
    const name = tidyName(nameInput.value);
    if (name === '') return nameInput.focus();
    button.disabled = true;
    byId('join-error').hidden = true;
    model.set({ name });
    remember({ name });
    await enter(groupInput.value);
    button.disabled = false;
  });
}

/** From nothing to being in a group. When that fails, the form is there to try again. */
export async function enter(group: string): Promise<void> {
  try {
    if (model.get().connection !== 'online') await actions.connect();
    await actions.join(group);
    byId('text').focus();
  } catch (error) {
    model.set({ phase: 'welcome' });
    byId('join-error').textContent = `Could not join. ${problem(error)}`;
    byId('join-error').hidden = false;
  }
}

/** What a reload does: goes on where the tab was, without the greeting. */
export async function resume(group: string): Promise<void> {
  model.set({ phase: 'app' });
  await enter(group);
}

function snippet(name: string, group: string): Node[] {
  const line = (fn: string, before: string, after: string) => [
    document.createTextNode(before),
    h('span', { class: 'fn', 'data-fn': fn, text: fn }),
    document.createTextNode(`${after}\n`),
  ];
  return [
    ...line('configure', '', '({ token: guest() });'),
    ...line('connectRealtime', 'await ', '((event) => console.log(event));'),
    ...line('joinRealtime', 'await ', `({ group: ${literal(group)} });`),
    ...line('postRealtime', 'await ', `({ name: ${literal(name)}, text: 'Hello!' }, ${literal(group)});`),
  ];
}
