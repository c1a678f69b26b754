import type { Caller, Subscription } from '../api.js';

/** What has to know of losses. */
export interface Follower {
  /** The connection is lost, and with it whatever comes until `resume`. */
  lose(): void;
  /** It is back, and the server tells of everything from now on. */
  resume(): unknown;
}

/**
 * Lets `follower` know when what comes over a subscription is interrupted, from when it was ready first; until the function that
 * is given is called. A connection that is back is not enough: the server may hold the subscription back for a while.
 */
export function follow(client: Caller, { ready, stream, key }: Subscription, follower: Follower): () => void {
  let isReady = false;
  ready.then(() => (isReady = true), () => {});
  const stops = [
    client.on('statechange', ({ name }) => {
      if (isReady && name !== 'online') follower.lose();
    }),
    client.on('renewed', (renewed) => {
      if (isReady && renewed.name === stream && renewed.key === key) void follower.resume();
    }),
  ];
  return () => {
    for (const stop of stops) stop();
  };
}
