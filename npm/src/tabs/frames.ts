import type { Position } from '../types.js';

// The frames of version 1 (docs/PROTOCOL.md), as far as the relay between tabs and server reads them.

/** A frame from a tab. */
export interface Command {
  action: string;
  mid?: string;
  /** The group; `null` in a join that leaves every group. */
  rid?: string | null;
  since?: Position;
  /** Of `renew`. */
  token?: string;
}

/** A frame from the server. */
export interface Frame {
  '#hello'?: Hello;
  '#joined'?: string;
  '#ack'?: string;
  '#nack'?: string;
  '#pong'?: number;
  '#message'?: unknown;
  '#private'?: unknown;
  '#notice'?: unknown;
  '#srid'?: string;
  '#offset'?: number;
  '#epoch'?: string;
  mid?: string;
  /** Of `#joined`. */
  epoch?: string;
  offset?: number;
  recovered?: boolean;
}

export interface Hello extends Position {
  recovered?: boolean;
}

/** The object in a frame; an empty one where it has none, which means nothing then. */
export function readFrame<T>(text: string): Partial<T> {
  try {
    const frame = JSON.parse(text);
    return frame && typeof frame === 'object' ? frame : {};
  } catch {
    return {};
  }
}
