import { learnName } from '../directory';
import { byId, clock, h, keepAtEnd, limitChildren, sendOnEnter } from '../dom';
import { problem } from '../trace';
import { avatar, personName } from '../views/person';

const MOST = 200;

/** One side of the page: what one user sees, and the form in which that user writes. */
export class Pane {
  #box: HTMLElement;
  #text: HTMLTextAreaElement;
  #button: HTMLButtonElement;
  #state: HTMLElement;
  #name: string;
  #me: string | undefined;

  constructor(id: string, name: string, send: (text: string) => Promise<unknown>) {
    const find = <Type extends HTMLElement>(selector: string) => byId(id).querySelector(selector) as Type;
    this.#name = name;
    this.#box = find('.messages');
    this.#text = find('textarea');
    this.#button = find('button');
    this.#state = find('.side-state');
    sendOnEnter(this.#text);
    find<HTMLFormElement>('form').addEventListener('submit', (event) => {
      event.preventDefault();
      const text = this.#text.value;
      if (text.trim() === '') return;
      this.#text.value = '';
      send(text).catch((error) => this.#say(`Not sent. ${problem(error)}`));
    });
  }

  /** The user is in: the server knows them by this id. */
  enter(id: string): void {
    this.#me = id;
    learnName(id, this.#name);
    this.#text.disabled = this.#button.disabled = false;
    this.#text.placeholder = `Write as ${this.#name}`;
  }

  /** What the connection is. */
  tellState(state: string): void {
    this.#state.textContent = state;
  }

  /** What the user is told that somebody wrote. */
  hear(sender: string, text: string): void {
    const now = new Date();
    const isMine = sender === this.#me;
    const head = h('p', { class: 'message-head' }, !isMine && personName(sender), h('time', { datetime: now.toISOString(), text: clock(now) }));
    const main = h('div', { class: 'message-main' }, head, h('div', { class: 'bubble', dir: 'auto', text }));
    this.#add(h('article', { class: isMine ? 'message mine' : 'message' }, !isMine && avatar(sender), main));
  }

  #say(text: string): void {
    this.#add(h('p', { class: 'notice problem' }, h('span', { text })));
  }

  #add(element: HTMLElement): void {
    keepAtEnd(this.#box, () => {
      this.#box.append(element);
      limitChildren(this.#box, MOST);
    });
  }
}
