// @ts-check
// Two small accessibility audits that run in the page.

/**
 * The visible texts whose contrast with what is behind them is too low: below 4.5, or 3 for
 * large text, as WCAG 2.2 (1.4.3) counts it. Disabled controls don't count.
 * @param {import("playwright-core").Page} page
 * @returns {Promise<string[]>}
 */
export function lowContrast(page) {
  return page.evaluate(() => {
    const canvas = document.createElement('canvas').getContext('2d', { willReadFrequently: true });
    if (!canvas) throw new Error('no canvas');

    /** Any CSS colour as red, green, blue and opacity. @param {string} color */
    const rgba = (color) => {
      canvas.clearRect(0, 0, 1, 1);
      canvas.fillStyle = color;
      canvas.fillRect(0, 0, 1, 1);
      return [...canvas.getImageData(0, 0, 1, 1).data];
    };
    /** @param {number[]} color */
    const luminance = ([r = 0, g = 0, b = 0]) => {
      const [x = 0, y = 0, z = 0] = [r, g, b].map((c) =>
        (c /= 255) <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4,
      );
      return 0.2126 * x + 0.7152 * y + 0.0722 * z;
    };
    /** The first opaque ground behind an element. @param {Element | null} element */
    const ground = (element) => {
      for (; element; element = element.parentElement) {
        const color = rgba(getComputedStyle(element).backgroundColor);
        if ((color[3] ?? 0) > 250) return color;
      }
      return rgba('white');
    };

    const low = new Set();
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) {
      const element = walker.currentNode.parentElement;
      if (!element || !walker.currentNode.textContent?.trim()) continue;
      if (
        !element.checkVisibility({ visibilityProperty: true }) ||
        element.closest(':disabled, .sr-only, noscript, script')
      )
        continue;
      const style = getComputedStyle(element);
      const [a, b] = [luminance(rgba(style.color)), luminance(ground(element))];
      const ratio = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
      const size = parseFloat(style.fontSize);
      const large = size >= 24 || (size >= 18.66 && Number(style.fontWeight) >= 700);
      if (ratio < (large ? 3 : 4.5)) {
        low.add(
          `${ratio.toFixed(2)} <${element.tagName.toLowerCase()} class="${element.className}"> ${walker.currentNode.textContent.slice(0, 30)}`,
        );
      }
    }
    return [...low];
  });
}

/**
 * The visible controls that have no accessible name.
 * @param {import("playwright-core").Page} page
 * @returns {Promise<string[]>}
 */
export function unlabelled(page) {
  return page.evaluate(() =>
    [...document.querySelectorAll('button, input:not([type=hidden]), textarea, select, a[href]')]
      .filter((control) => control.checkVisibility())
      .filter((control) => {
        const { labels } = /** @type {HTMLInputElement} */ (control);
        const name =
          control.getAttribute('aria-label') ??
          [...(labels ?? [])].map((label) => label.textContent).join('') + control.textContent;
        return name.trim() === '';
      })
      .map((control) => control.outerHTML.slice(0, 100)),
  );
}
