/** Finds an element that the page is known to have. */
export function byId<Type extends HTMLElement = HTMLElement>(id: string): Type {
  const found = document.getElementById(id);
  if (!found) throw new Error(`the page has no #${id}`);
  return found as Type;
}

type Child = Node | string | null | undefined | false;
type Props = Record<string, string | number | boolean | undefined | ((event: never) => void)>;

/**
 * Makes an element. Children that are strings become text nodes, never markup: nothing
 * that comes over the wire can turn into HTML.
 */
export function h<Tag extends keyof HTMLElementTagNameMap>(
  tag: Tag,
  props: Props = {},
  ...children: Child[]
): HTMLElementTagNameMap[Tag] {
  const element = document.createElement(tag);
  for (const [key, value] of Object.entries(props)) {
    if (value === undefined || value === false) continue;
    if (typeof value === 'function') element.addEventListener(key, value as unknown as EventListener);
    else if (key === 'text') element.textContent = String(value);
    else element.setAttribute(key, value === true ? '' : String(value));
  }
  element.append(...children.filter((child) => child !== null && child !== undefined && child !== false));
  return element;
}

/**
 * Replaces the children of a list, keeping the focus on the item with the same key, so
 * that a refresh doesn't throw a keyboard user out.
 */
export function replaceItems(list: HTMLElement, items: HTMLElement[]): void {
  const focused = document.activeElement instanceof HTMLElement ? document.activeElement : null;
  const key = focused && list.contains(focused) ? focused.dataset['key'] : undefined;
  list.replaceChildren(...items);
  if (key === undefined) return;
  for (const candidate of list.querySelectorAll<HTMLElement>('[data-key]')) {
    if (candidate.dataset['key'] === key) candidate.focus({ preventScroll: true });
  }
}

/** Has the Enter key submit the form of a text area; with Shift it begins a new line. */
export function sendOnEnter(text: HTMLTextAreaElement): void {
  text.addEventListener('keydown', (event) => {
    // Enter that ends the composition of a Chinese or Japanese word doesn't send.
    if (event.key !== 'Enter' || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    text.form?.requestSubmit();
  });
}

/** Runs `change`, then scrolls to the end if the end was in view before. */
export function keepAtEnd(box: HTMLElement, change: () => void): void {
  const atEnd = box.scrollHeight - box.scrollTop - box.clientHeight < 48;
  change();
  if (atEnd) box.scrollTop = box.scrollHeight;
}

/** Drops the oldest children above `most`: a page that is left open stays small. */
export function limitChildren(box: HTMLElement, most: number): void {
  while (box.childElementCount > most) box.firstElementChild?.remove();
}

/** The time of day as the visitor's language writes it. */
export function clock(date: Date): string {
  return date.toLocaleTimeString([], { hour: 'numeric', minute: '2-digit' });
}
