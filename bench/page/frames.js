// @ts-check
// Frames as groupwire-server sends them, each of a given length and no two alike.

export const GROUP = 'lobby';
export const EPOCH = '9f86d081884c7d65';

const SENDER = {
  '#user_id': '3b4f4b0e-5a8f-4c55-9a3d-0c1b8a2f6e11',
  '#scid': 'a9c7906ca1e8ccc1887695ae',
  '#srid': GROUP,
};

const WORDS = 'the quick brown fox jumps over the lazy dog and runs on '.repeat(4);

/**
 * The text of a group message that is `bytes` long as a whole: a chat message, and as many rows
 * of a table as there is room for, so that a large frame is not one long string, which a parser
 * merely copies.
 * @param {number} bytes
 * @param {number} seq what tells this frame from others
 */
export function messageFrame(bytes, seq) {
  const message = { seq: 1_000_000 + seq, text: '', rows: /** @type {object[]} */ ([]) };
  const frame = { '#message': message, ...SENDER, '#offset': 1 + seq, '#epoch': EPOCH };
  const length = () => JSON.stringify(frame).length;
  for (let row = 0; ; row++) {
    message.rows.push({ id: `item-${seq}-${row}`, price: (seq * 31 + row * 17) / 4, stock: row % 7, open: row % 3 === 0 });
    if (length() > bytes) break;
  }
  message.rows.pop();
  message.text = WORDS.repeat(2).slice(0, bytes - length());
  if (length() !== bytes) throw new Error(`no frame of ${bytes} bytes: ${length()}`);
  return JSON.stringify(frame);
}

/** A notice about the members of the group. @param {number} seq */
export function noticeFrame(seq) {
  return JSON.stringify({ '#notice': `User "visitor ${seq}" has joined the message group.`, ...SENDER, '#code': 'USER_JOINED' });
}

/** A private message. @param {number} seq */
export function privateFrame(seq) {
  return JSON.stringify({ '#private': { seq, text: 'psst' }, '#user_id': SENDER['#user_id'], '#scid': SENDER['#scid'] });
}
