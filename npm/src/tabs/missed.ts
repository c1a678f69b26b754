import type { Position } from '../types.js';
import { type Frame, readFrame } from './frames.js';
import { dialSince } from './party.js';
import type { Post, Stream } from './stream.js';

/** How long it may take. */
const DEADLINE = 8000;

/** The posts after a position, which the server was asked for. */
export interface Missed {
  /** All of them up to `until`; `undefined` where some are lost. */
  posts: Post[] | undefined;
  until: Position;
}

/**
 * Asks the server, over a connection for nothing else, for the posts after `since`: those of `group`, or the private ones.
 *
 * A connection gets what was missed when it opens, or when it joins. So one that is open can not ask for a tab that has
 * missed more than the others: because it slept, while the tab that had the connection changed.
 *
 * Gives `undefined` where the server does not answer.
 */
export function fetchMissed(Socket: typeof WebSocket, url: string, since: Position, group?: string): Promise<Missed | undefined> {
  const missed = new Promise<Missed | undefined>((resolve) => {
    const socket = new Socket(dialSince(url, group === undefined ? since : undefined));
    const posts: Post[] = [];
    let answer: Frame | undefined;
    const finish = (missed?: Missed) => {
      clearTimeout(timer);
      socket.onmessage = socket.onclose = null;
      socket.close();
      resolve(missed);
    };
    const timer = setTimeout(finish, DEADLINE);
    const conclude = ({ epoch = '', offset = 0, recovered }: Frame) => {
      const known = posts.filter((post) => post.offset <= offset);
      finish({ posts: recovered ? known : undefined, until: { epoch, offset } });
    };
    // Some classes throw where a failure finds no listener. The end follows.
    socket.onerror = () => {};
    socket.onclose = () => finish();
    socket.onmessage = ({ data }) => {
      const frame = readFrame<Frame>(data);
      const { '#hello': hello, '#offset': offset } = frame;
      if (hello) {
        answer = hello;
        // The answer to this comes after what was missed.
        const ask = group === undefined ? { action: 'ping' } : { action: 'joinRoom', rid: group, mid: 'missed', since };
        return socket.send(JSON.stringify(ask));
      }
      if (frame['#pong'] !== undefined && answer) return conclude(answer);
      if (frame['#joined'] === group && group !== undefined) return conclude(frame);
      if (frame['#nack']) return finish();
      const isMeant = group === undefined ? frame['#private'] !== undefined : frame['#srid'] === group;
      if (isMeant && offset !== undefined) posts.push({ offset, text: data });
    };
  });
  // The page may not connect there any more.
  return missed.catch(() => undefined);
}

/** What was missed and what came since over the shared connection; `undefined` where something is lost. */
export function complete(missed: Missed | undefined, stream: Stream): Post[] | undefined {
  const since = missed?.posts && stream.after(missed.until);
  return since && [...missed.posts!, ...since];
}
