import { h } from './dom';

const TOKEN = /("(?:[^"\\]|\\.)*")(\s*:)?|\b(true|false|null)\b|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/g;
const LONGEST = 4000;

/** JSON text as highlighted nodes, made of text nodes alone. */
export function jsonNodes(text: string): Node {
  const fragment = document.createDocumentFragment();
  const shown = text.length > LONGEST ? text.slice(0, LONGEST) : text;
  let end = 0;
  for (const match of shown.matchAll(TOKEN)) {
    fragment.append(shown.slice(end, match.index));
    const [whole, string, colon, word] = match;
    if (colon !== undefined) fragment.append(h('span', { class: 'j-key', text: string ?? '' }), colon);
    else
      fragment.append(
        h('span', { class: string !== undefined ? 'j-str' : word !== undefined ? 'j-word' : 'j-num', text: whole }),
      );
    end = match.index + whole.length;
  }
  fragment.append(shown.slice(end));
  if (shown.length < text.length)
    fragment.append(h('span', { class: 'j-more', text: ` … ${text.length} characters in all` }));
  return fragment;
}

/** JSON on one line with air in it: `{ "type": "success" }`. */
export function jsonLine(value: unknown): string {
  const text = JSON.stringify(value, null, 1) ?? 'undefined';
  return text.replace(/\n */g, ' ');
}

const WIDTH = 50;

/** JSON on as few lines as can be read: what is short stays on one line. */
export function jsonBlock(value: unknown, indent = '', before = indent): string {
  const line = jsonLine(value);
  const fits = indent !== '' && before.length + line.length <= WIDTH;
  if (typeof value !== 'object' || value === null || fits) return line;
  const inner = `${indent}  `;
  const list = Array.isArray(value);
  const items = Object.entries(value)
    .filter(([, item]) => item !== undefined)
    .map(([key, item]) => {
      const start = list ? inner : `${inner}${JSON.stringify(key)}: `;
      return start + jsonBlock(item, inner, start);
    });
  if (items.length === 0) return line;
  return [list ? '[' : '{', items.join(',\n'), indent + (list ? ']' : '}')].join('\n');
}
