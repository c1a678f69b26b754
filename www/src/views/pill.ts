import { byId } from '../dom';
import type { Connection } from '../model';

const TEXT: Record<Connection, string> = {
  closed: 'closed',
  connecting: 'connecting',
  online: 'online',
  waiting: 'connection lost',
  reconnecting: 'reconnecting',
  lost: 'connection lost',
};

let countdown = 0;

/** Shows what the connection is: while an attempt is planned, in how many seconds. `retryAt`: milliseconds since 1970. */
export function showPill(connection: Connection, retryAt: number | null): void {
  document.body.dataset['connection'] = connection;
  const say = () => (byId('pill-text').textContent = pillText(connection, retryAt));
  say();
  clearInterval(countdown);
  if (retryAt !== null) countdown = window.setInterval(say, 500);
}

function pillText(connection: Connection, retryAt: number | null): string {
  if (connection !== 'waiting' || retryAt === null) return TEXT[connection];
  const seconds = Math.max(0, Math.ceil((retryAt - Date.now()) / 1000));
  return `${TEXT.waiting}, again in ${seconds} s`;
}
