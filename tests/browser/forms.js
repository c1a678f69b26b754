// @ts-check
// Evaluated as a script: see support/helpers.js.

/**
 * A form that stands in the page until it is removed.
 * @typedef {{ host: HTMLElement; form: HTMLFormElement }} Shown
 */

const groupwireForms = {
  /**
   * Puts markup into a document.
   * @param {string} markup
   * @param {Document} [page]
   * @returns {Shown}
   */
  show(markup, page = document) {
    const host = page.createElement('div');
    host.innerHTML = markup;
    page.body.append(host);
    const form = /** @type {HTMLFormElement} */ (host.querySelector('form'));
    return { host, form };
  },

  /**
   * Submits a form as the user does, and gives what `call` gave for the event, and whether the event was
   * prevented when `call` returned.
   * @template T
   * @param {Shown} shown
   * @param {string | undefined} submitter a selector of the button
   * @param {(event: Event) => T} call
   */
  submit({ host, form }, submitter, call) {
    /** @type {{ result: T; prevented: boolean } | undefined} */
    let outcome;
    // By capture: a control named like a method of forms does not get between.
    host.addEventListener('submit', (event) => {
      outcome = { result: call(event), prevented: event.defaultPrevented };
      // What a failing test submits must not lead the page of all tests away.
      event.preventDefault();
    }, { capture: true, once: true });
    const button = submitter === undefined ? null : host.querySelector(submitter);
    HTMLFormElement.prototype.requestSubmit.call(form, /** @type {HTMLElement | null} */ (button));
    if (!outcome) throw new Error('the form was not submitted');
    return outcome;
  },

  /**
   * Puts a file into a file control, as if the user had chosen it.
   * @param {Shown} shown
   * @param {string} selector
   * @param {string} name
   */
  choose({ host }, selector, name) {
    const control = /** @type {HTMLInputElement} */ (host.querySelector(selector));
    const transfer = new DataTransfer();
    transfer.items.add(new File(['content'], name));
    control.files = transfer.files;
  },

  /** A frame of the same origin with an empty page in it. @returns {Promise<HTMLIFrameElement>} */
  async frame() {
    const frame = document.createElement('iframe');
    frame.srcdoc = '<!DOCTYPE html><title>A frame</title>';
    const loaded = new Promise((resolve) => frame.addEventListener('load', resolve, { once: true }));
    document.body.append(frame);
    await loaded;
    return frame;
  },

  /**
   * A second copy of the module, whose page is that in the frame: its class `Realtime`.
   * @param {HTMLIFrameElement} frame
   * @returns {Promise<any>}
   */
  copy({ contentDocument, contentWindow }) {
    const page = /** @type {Document} */ (contentDocument);
    const script = page.createElement('script');
    script.type = 'module';
    script.textContent = `
      import init, { Realtime } from '${location.origin}/wasm-bindgen-test.js';
      await init('${location.origin}/wasm-bindgen-test_bg.wasm');
      top.groupwireCopy(Realtime);`;
    return new Promise((resolve, reject) => {
      /** @type {Window} */ (contentWindow).onerror = (message) => reject(new Error(String(message)));
      script.onerror = () => reject(new Error('the module does not load'));
      Object.assign(globalThis, { groupwireCopy: resolve });
      page.body.append(script);
    });
  },
};

Object.assign(globalThis, { groupwireForms });
