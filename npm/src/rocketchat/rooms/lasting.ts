import { RealtimeError } from '../../error.js';
import type { Caller, Share, Subscription } from '../api.js';
import { serverErrorOf } from '../server-error.js';
import { follow, type Follower } from './follow.js';

/** The longest pause before a subscription is made again, in milliseconds. */
const LONGEST = 60_000;

/**
 * A subscription that is made again where the server has ended it for want of time, when the server says. Who comes back with many
 * rooms at once makes more subscriptions than servers take at a time.
 *
 * `follower` is told of every interruption, that of a lost connection too.
 */
export class Lasting implements Share {
  readonly ready: Promise<void>;
  readonly over: Promise<RealtimeError | undefined>;
  #client: Caller;
  #begin: () => Subscription;
  #follower: Follower | undefined;
  #current!: Subscription;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #unfollow: (() => void) | undefined;
  #wasReady = false;
  #isStopped = false;
  #accept!: () => void;
  #refuse!: (error: RealtimeError) => void;
  #finish!: (error: RealtimeError | undefined) => void;

  constructor(client: Caller, stream: string, key: string, hear: (...args: any[]) => void, follower?: Follower) {
    this.#client = client;
    this.#begin = () => client.subscribe(stream, key, hear);
    this.#follower = follower;
    this.ready = new Promise((resolve, reject) => {
      this.#accept = resolve;
      this.#refuse = reject;
    });
    this.ready.catch(() => {});
    this.over = new Promise((resolve) => (this.#finish = resolve));
    this.#make();
  }

  stop(): void {
    this.#isStopped = true;
    clearTimeout(this.#timer);
    this.#end(undefined);
    this.#current.stop();
  }

  #make(): void {
    const subscription = (this.#current = this.#begin());
    if (this.#follower) this.#unfollow = follow(this.#client, subscription, this.#follower);
    subscription.ready.then(() => this.#arrive(), () => {});
    void subscription.over.then((error) => this.#depart(error));
  }

  #arrive(): void {
    this.#accept();
    // What the first begins with, its holder sees to.
    if (this.#wasReady) void this.#follower?.resume();
    this.#wasReady = true;
  }

  #depart(error: RealtimeError | undefined): void {
    if (this.#isStopped) return;
    const pause = pauseOf(error);
    if (pause === undefined) return this.#end(error);
    this.#unfollow?.();
    if (this.#wasReady) this.#follower?.lose();
    this.#timer = setTimeout(() => this.#make(), Math.min(pause, LONGEST));
  }

  #end(error: RealtimeError | undefined): void {
    this.#unfollow?.();
    this.#refuse(error ?? new RealtimeError('ABORTED', 'The subscription was stopped.'));
    this.#finish(error);
  }
}

/** How long a server that has no time wants to be left alone, in milliseconds. Source: Meteor's `ddp-rate-limiter`. */
function pauseOf(error: RealtimeError | undefined): number | undefined {
  const { error: code, details } = serverErrorOf(error) ?? {};
  const pause = details?.timeToReset;
  return code === 'too-many-requests' && typeof pause === 'number' && pause >= 0 ? pause : undefined;
}
