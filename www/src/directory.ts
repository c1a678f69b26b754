import { shortId, tidyName } from './names';

/**
 * Who is called what. The server knows users by id alone; the tabs tell each other their
 * names in messages, and a name counts for the id that the server put on its message.
 */
const names = new Map<string, string>();
const listeners = new Set<(id: string) => void>();

export function learnName(id: string, name: string): void {
  const tidy = tidyName(name);
  if (tidy === '' || names.get(id) === tidy) return;
  names.set(id, tidy);
  for (const listener of listeners) listener(id);
}

export function nameOf(id: string): string {
  return names.get(id) ?? shortId(id);
}

export function isNamed(id: string): boolean {
  return names.has(id);
}

export function onNameChange(listener: (id: string) => void): void {
  listeners.add(listener);
}

const TONES = 8;
const tones = new Map<string, number>();

/** A user's avatar colour. Given in turn: two of a handful of people never look alike, as they might by a hash. */
export function toneOf(id: string): number {
  const tone = tones.get(id) ?? tones.size % TONES;
  tones.set(id, tone);
  return tone;
}

/** The letters in a user's avatar. */
export function initialsOf(id: string): string {
  const words = nameOf(id).split(/[\s-]+/u);
  const letters = [words[0], words[1]].map((word) => [...(word ?? '')][0] ?? '');
  return letters.join('').toUpperCase();
}
