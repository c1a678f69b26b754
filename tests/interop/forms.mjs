// @ts-check
// Real forms, submitted by the browser.

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
