// @ts-check

/** A tab, as the relay sees it. */
export class FakeTab {
  /** What it was told: frames, `open`, and the close code. @type {any[]} */
  told = [];
  open = () => this.told.push('open');
  receive = (/** @type {string} */ text) => this.told.push(JSON.parse(text));
  close = (/** @type {number} */ code) => this.told.push(code);

  /** What it was told since it was asked last. */
  take() {
    return this.told.splice(0);
  }

  /** The offsets of the posts among that. */
  offsets() {
    return this.take().flatMap((frame) => frame['#offset'] ?? []);
  }
}
