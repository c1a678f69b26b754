// @ts-check
// Real forms, submitted by the browser.

/** Controls that skapi-js and our SDK read alike, and what they make of them. */
export const CONTROLS = `
  <input name="text" value="100% ünïcode"><input name="empty" value="">
  <input type="number" name="number" value="5.50"><input type="number" name="none" value="">
  <input type="range" name="range" value="7" max="10"><input type="hidden" name="hidden" value="h">
  <input type="date" name="date" value="2024-02-29">
  <input type="checkbox" name="yes" checked><input type="checkbox" name="no">
  <input type="checkbox" name="false" value="false" checked>
  <input type="checkbox" name="ide" value="Vim" checked><input type="checkbox" name="ide" value="Emacs" checked>
  <input type="checkbox" name="unchecked" value="X">
  <input type="radio" name="radio" value="a"><input type="radio" name="radio" value="b" checked>
  <select name="select"><option>one</option><option selected>two</option></select>
  <textarea name="area">several\nlines</textarea>
  <input name="again" value="1"><input name="again" value="2">
  <input name="user[name]" value="N"><input type="number" name="user[age]" value="3">
  <input name="user[tags][0]" value="t0"><input name="user[tags][1]" value="t1">
  <input value="without a name"><button>Send</button>`;

export const FIELDS = {
  text: '100% ünïcode',
  empty: '',
  number: 5.5,
  range: '7',
  hidden: 'h',
  date: '2024-02-29',
  yes: true,
  no: false,
  false: false,
  ide: ['Vim', 'Emacs'],
  radio: 'b',
  select: 'two',
  area: 'several\nlines',
  again: ['1', '2'],
  user: { name: 'N', age: 3, tags: ['t0', 't1'] },
};

/**
 * Submits a form whose handler gives the event to a function of the client; gives its result.
 * @param {import('./member.mjs').Member} member
 * @param {string} method
 * @param {string} controls HTML of what is in the form
 * @param {unknown[]} args what the function gets after the event
 * @returns {Promise<any>}
 */
export function submit(member, method, controls, ...args) {
  return member.page.evaluate(
    async ({ method, controls, args }) => {
      const form = document.createElement('form');
      form.innerHTML = controls;
      document.body.append(form);
      const answer = new Promise((resolve, reject) => {
        form.addEventListener('submit', (event) => {
          /** @type {any} */ (window).client[method](event, ...args).then(resolve, reject);
          if (!event.defaultPrevented) reject(new Error('the form would have been sent by the browser'));
        });
      });
      form.requestSubmit();
      return answer.finally(() => form.remove());
    },
    { method, controls, args },
  );
}
