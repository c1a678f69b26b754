import { watch } from './locks.js';
import { channel, ownName, type ToLeader } from './messages.js';

/** How long a leader that is there may take to say so. Asked twice: a page that slept sees its timers before its messages. */
export const PATIENCE = 1500;

/** A tab's way to the leader of another page. */
export class Line {
  readonly leader: string;
  #id: string;
  #mail: BroadcastChannel;
  #lost: () => void;
  #over = new AbortController();
  /** Bytes since the question under way, those before it that are not known to have arrived, and those at the leader. */
  #sent = 0;
  #asked = 0;
  #waiting = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;

  /**
   * @param id the tab's own
   * @param lost called when the leader has ended, or does not answer
   */
  constructor(party: string, leader: string, id: string, lost: () => void) {
    this.leader = leader;
    this.#id = id;
    this.#lost = lost;
    this.#mail = channel(ownName(party, leader));
    watch(ownName(party, leader), this.#over.signal, lost);
  }

  get bufferedAmount(): number {
    // It is asked for again and again by whoever waits for less.
    if (this.#waiting) this.#ask();
    return this.#sent + this.#asked + this.#waiting;
  }

  send(text: string): void {
    this.#sent += text.length;
    this.#tell({ text });
    this.#ask();
  }

  /** The leader has answered a question: it has got all that was sent before. */
  answered(waiting: number): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#asked = 0;
    this.#waiting = waiting;
    if (this.#sent) this.#ask();
  }

  hangUp(): void {
    this.#tell({ bye: true });
  }

  end(): void {
    clearTimeout(this.#timer);
    this.#over.abort();
    this.#mail.close();
  }

  #ask(): void {
    if (this.#timer !== undefined) return;
    this.#asked = this.#sent;
    this.#sent = 0;
    this.#tell({ ask: true });
    this.#timer = setTimeout(() => {
      this.#tell({ ask: true });
      this.#timer = setTimeout(this.#lost, PATIENCE);
    }, PATIENCE);
  }

  #tell(message: { text: string } | { bye: true } | { ask: true }): void {
    this.#mail.postMessage({ from: this.#id, ...message } as ToLeader);
  }
}
