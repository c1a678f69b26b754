import { tell } from '../../src/js/events.js';

/** Listeners by the type of what they are told. */
export class Emitter<Events extends object> {
  #listeners: { type: keyof Events; listener: (detail: any) => void }[] = [];

  /** Whether nobody listens. */
  get isEmpty(): boolean {
    return !this.#listeners.length;
  }

  /** Adds a listener; gives the function that removes it. One that is added twice is told twice. */
  on<Type extends keyof Events>(type: Type, listener: (detail: Events[Type]) => void): () => void {
    const entry = { type, listener };
    // Another list each time: one that is being gone through stays as it is.
    this.#listeners = [...this.#listeners, entry];
    return () => {
      this.#listeners = this.#listeners.filter((other) => other !== entry);
    };
  }

  /** Tells the listeners that there are now, in the order in which they came. What one throws is reported. */
  emit<Type extends keyof Events>(type: Type, detail: Events[Type]): void {
    for (const entry of this.#listeners) {
      // A listener may have removed another one.
      if (entry.type === type && this.#listeners.includes(entry)) tell(entry.listener, detail);
    }
  }
}
