import { initialsOf, nameOf, onNameChange, toneOf } from '../directory';
import { h } from '../dom';

/** A user's name that changes in place when the user's name becomes known or another. */
export function personName(id: string): HTMLElement {
  return h('bdi', { class: 'person', 'data-name-of': id, title: id, text: nameOf(id) });
}

export function avatar(id: string): HTMLElement {
  return h('span', {
    class: `avatar tone-${toneOf(id)}`,
    'data-initials-of': id,
    'aria-hidden': 'true',
    text: initialsOf(id),
  });
}

/** Keeps every name on the page true. */
export function followNames(): void {
  onNameChange((id) => {
    const which = CSS.escape(id);
    for (const element of document.querySelectorAll(`[data-name-of="${which}"]`)) element.textContent = nameOf(id);
    for (const element of document.querySelectorAll(`[data-initials-of="${which}"]`))
      element.textContent = initialsOf(id);
  });
}
