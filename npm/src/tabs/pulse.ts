/** How long the answer to a question may take. It is asked twice: in a page that slept the timer comes before the answer. */
const PATIENCE = 4000;

/** Asks the server for a sign of life: for one tab, and for all that ask while the answer is under way. */
export class Pulse {
  #ask: () => void;
  #buffered: () => number;
  #dead: () => void;
  #waiting: (() => void)[] = [];
  #timer: ReturnType<typeof setTimeout> | undefined;
  #wasSilent = false;

  /**
   * @param ask sends the question
   * @param buffered the bytes that wait to be sent: while they become fewer, the question is behind them
   * @param dead called once there is no answer
   */
  constructor(ask: () => void, buffered: () => number, dead: () => void) {
    this.#ask = ask;
    this.#buffered = buffered;
    this.#dead = dead;
  }

  /** Calls `answered` with the next answer to a question that is asked from now on. */
  ask(answered: () => void): void {
    this.#waiting.push(answered);
    if (this.#waiting.length > 1) return;
    this.#wasSilent = false;
    this.#ask();
    this.#wait();
  }

  /** The server has answered. */
  beat(): void {
    this.stop();
    for (const answered of this.#waiting.splice(0)) answered();
  }

  stop(): void {
    clearTimeout(this.#timer);
  }

  #wait(): void {
    const before = this.#buffered();
    this.#timer = setTimeout(() => {
      if (this.#buffered() < before) return this.#wait();
      if (this.#wasSilent) return this.#dead();
      this.#wasSilent = true;
      this.#ask();
      this.#wait();
    }, PATIENCE);
  }
}
