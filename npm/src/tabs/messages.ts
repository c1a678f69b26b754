// What the tabs of a party tell each other. Everybody hears the channel with the party's name; each tab, and each leader,
// has a channel of its own besides, and holds a lock of the same name as long as it is there.

/** To everybody. */
export type Call =
  /** A tab looks for the leader. `url` is what it would connect to by itself, token included. */
  | { dial: string; url: string }
  /** This is the leader from now on. */
  | { lead: string };

/** To a tab. `from` is the leader. */
export type ToTab = { from: string } & (
  | { here: true }
  | { open: true }
  | { text: string }
  | { code: number; reason: string }
  /** The bytes that wait at the leader: the answer to `ask`. */
  | { buffered: number }
);

/** To the leader. `from` is the tab. */
export type ToLeader = { from: string } & ({ text: string } | { bye: true } | { ask: true });

/** The name of the channel and the lock of one of the party. */
export const ownName = (party: string, id: string): string => `${party} ${id}`;

/** A channel, and who listens to it. */
export function channel<Message>(name: string, hear?: (message: Message) => void): BroadcastChannel {
  const made = new BroadcastChannel(name);
  if (hear) made.onmessage = ({ data }: MessageEvent<Message>) => hear(data);
  return made;
}
