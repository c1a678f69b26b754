import { shortId } from './names';

/** Prints a value the way one would write it in JavaScript source, short enough for a hint. */
export function literal(value: unknown): string {
  if (typeof value === 'string') return quote(value);
  if (Array.isArray(value)) return `[${value.map(literal).join(', ')}]`;
  if (typeof value === 'object' && value !== null) {
    const parts = Object.entries(value).map(([key, item]) => `${key}: ${literal(item)}`);
    return parts.length === 0 ? '{}' : `{ ${parts.join(', ')} }`;
  }
  return String(value);
}

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
const LONGEST = 60;

function quote(text: string): string {
  if (UUID.test(text)) return `'${shortId(text)}…'`;
  const short = text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text;
  return `'${short.replace(/[\\']/g, '\\$&').replace(/\n/g, '\\n')}'`;
}
