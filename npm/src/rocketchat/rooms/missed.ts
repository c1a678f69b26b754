import type { Message } from '../types/message.js';
import type { Mark } from './ledger.js';
import { timeOf } from './message.js';

/** A message that was deleted, and when. */
export interface Deletion {
  _id: string;
  _deletedAt?: unknown;
}

/** What a server says has changed in a room since a moment. */
export interface Missed {
  updated: Message[];
  deleted: Deletion[];
  /** Whether what was changed and deleted is among it, and not only what was posted. */
  hasChanges: boolean;
}

/** One thing that was missed. */
export type Change = { message: Message } | { deleted: string };

/** What was missed in the order in which it happened. */
export function inOrder({ updated, deleted }: Missed): Change[] {
  const changes: [at: number, change: Change][] = [
    ...updated.map((message): [number, Change] => [timeOf(message._updatedAt) || timeOf(message.ts), { message }]),
    ...deleted.map(({ _id, _deletedAt }): [number, Change] => [timeOf(_deletedAt), { deleted: _id }]),
  ];
  return changes.sort(([a], [b]) => a - b).map(([, change]) => change);
}

/**
 * Whether an answer goes back as far as `mark`: it has one of the messages that were the newest ones then, or says that one
 * was deleted. A server that keeps a limited number of messages gives what it has, and does not say that there was more.
 */
export function reaches({ updated, deleted }: Missed, { anchors }: Mark): boolean {
  if (!anchors.length) return true;
  const there = new Set([...updated, ...deleted].map(({ _id }) => _id));
  return anchors.some((id) => there.has(id));
}
