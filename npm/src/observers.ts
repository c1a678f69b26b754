import { Emitter } from './emitter.js';
import type { GroupHandle, PostFrame } from './group.js';
import type { RealtimeEvents, RealtimeState } from './types.js';

/** What the module tells, with the detail of each. */
export interface Observed extends Omit<RealtimeEvents, 'statechange'> {
  state: RealtimeState;
}

/** Passes on what the module tells: to the listeners of a client, and to the handles of its groups. */
export class Observers {
  readonly listeners = new Emitter<RealtimeEvents>();
  readonly groups = new Map<string, GroupHandle>();

  hear<Kind extends keyof Observed>(kind: Kind, detail: Observed[Kind], frame?: PostFrame): void;
  hear(kind: keyof Observed, detail: any, frame?: PostFrame): void {
    // The groups first: what a listener sees of them is true already.
    if (kind === 'state') for (const group of this.groups.values()) group.follow(detail);
    else this.groups.get(detail?.sender_rid ?? detail?.group)?.hear(detail, frame);
    this.listeners.emit(kind === 'state' ? 'statechange' : kind, detail);
  }

  /** The client is being closed. */
  end(): void {
    for (const group of this.groups.values()) group.end();
  }
}
