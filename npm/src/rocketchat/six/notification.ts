import { invalid, invalidType } from '../../../../src/js/list-query.js';

/** The most bytes of a push notification's JSON text. */
const MAX_BYTES = 3072;

/**
 * Checks the push notification that may go with a post, as for the other protocols. Rocket.Chat sends notifications by itself, as
 * its users have set them, and takes none along.
 */
export function checkNotification(notification: any): void {
  if (!notification) return;
  const { title, body, config } = notification;
  for (const [key, value] of [['title', title], ['body', body]] as const) {
    if (value === undefined) throw invalid(`Key "${key}" is required.`);
    if (typeof value !== 'string') throw invalidType(key, value, 'string');
  }
  if (config?.always !== undefined && typeof config.always !== 'boolean') throw invalidType('config[always]', config.always, 'boolean');
  const text = JSON.stringify({ title, body });
  if (new TextEncoder().encode(text).length > MAX_BYTES) throw invalid('Notification size exceeds 3kb.');
}
