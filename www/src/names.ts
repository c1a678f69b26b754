const FIRST = 'Amber Brisk Calm Clever Coral Deft Gentle Jolly Lucky Mellow Quick Sunny'.split(' ');
const SECOND = 'Badger Crane Falcon Fox Heron Lynx Magpie Otter Puffin Robin Seal Wren'.split(' ');

/** A friendly name for a visitor who doesn't care to choose one. */
export function friendlyName(): string {
  return `${pick(FIRST)} ${pick(SECOND)}`;
}

function pick(words: readonly string[]): string {
  return words[Math.floor(Math.random() * words.length)] ?? 'Guest';
}

const LONGEST = 40;

/** A name as it may be shown: one line, not too long. Empty when nothing is left of it. */
export function tidyName(name: string): string {
  // Control and direction characters could make a name look like something else on the page.
  const line = name.replace(/[\p{Cc}\p{Cf}\s]+/gu, ' ').trim();
  return [...line].slice(0, LONGEST).join('');
}

/** The start of an id: enough to tell two users apart at a glance. */
export function shortId(id: string): string {
  return id.length > 10 ? id.slice(0, 8) : id;
}
