const SORTS = ['undefined', 'null', 'array', 'object', 'string', 'number', 'boolean', 'function'];

/** The number of the sort of a value, above those for what JSON does not know. */
export function sortOf(value) {
  const sort = SORTS.indexOf(value === null ? 'null' : Array.isArray(value) ? 'array' : typeof value);
  return sort < 0 ? SORTS.length : sort;
}

/** A text of this length has at most 128 KiB, the smallest limit of a server that is known. */
const SMALL = 43_690;

/** The length of a text in bytes of UTF-8. That of a small one is not looked at: the number of its UTF-16 units is enough. */
export const utf8Length = (text) => (text.length <= SMALL ? text.length : new TextEncoder().encode(text).length);
