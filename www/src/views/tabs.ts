import { byId } from '../dom';

/** On a narrow screen one panel is shown at a time; the bar at its foot chooses which. */
export function setUpTabs(): void {
  const buttons = [...document.querySelectorAll<HTMLButtonElement>('.tabs [data-show]')];
  for (const button of buttons) {
    button.addEventListener('click', () => {
      document.body.dataset['view'] = button.dataset['show'] ?? 'chat';
    });
  }
  const mark = () => {
    const view = document.body.dataset['view'];
    for (const button of buttons) button.setAttribute('aria-pressed', String(button.dataset['show'] === view));
    // What was added while a panel was hidden could not scroll it.
    for (const box of [byId('messages'), byId('log')]) box.scrollTop = box.scrollHeight;
  };
  new MutationObserver(mark).observe(document.body, { attributeFilter: ['data-view'] });
  mark();
}
