import { wallClock } from './clock.js';

/** The keys that make the sorts of frames, in the order of `FrameKind::KEYS`. The first four are the callback's. */
const KEYS = ['#message', '#private', '#notice', '#error', '#ack', '#nack', '#joined', '#pong', '#hello', '#expires'];
const TYPES = ['message', 'private', 'notice', 'error'];

/** The number of the first of `KEYS` that `frame` has, or -1. Most frames are messages. */
export const kindOf = (frame) =>
  frame['#message'] !== undefined ? 0 : KEYS.findIndex((key) => frame[key] !== undefined);

/** Whether `frame` is about the group of this name. */
export const isAbout = (frame, group) => frame['#srid'] === group;

/** The place of a post in its stream; -1 where it has none. */
export const offsetOf = (frame) => frame['#offset'] ?? -1;

/** What the callback is told of a frame. */
export function eventOf(kind, frame) {
  const cid = frame['#scid'];
  return {
    type: TYPES[kind],
    message: frame[KEYS[kind]],
    sender: frame['#user_id'] ?? null,
    sender_cid: cid == null ? null : 'cid:' + cid,
    sender_rid: frame['#srid'] ?? null,
    code: frame['#code'] ?? null,
  };
}

/** Tells the callback what the server delivered. */
export function deliver(callback, observer, kind, frame) {
  tellInTurn(callback, observer, 'event', eventOf(kind, frame), frame);
}

/** Tells the callback about the connection. */
export function announce(callback, observer, type, message) {
  tellInTurn(callback, observer, 'event', { type, message });
}

/** Tells the observer, if there is one. */
export function notify(observer, kind, detail) {
  tellInTurn(undefined, observer, kind, detail);
}

/** Whether somebody is being told something, and what is to be told after it. */
let isTelling = false;
const later = [];

/**
 * Tells the callback and the observer, if there are such. Where one of them makes something happen, that is told when all
 * have heard of this: otherwise those who are told last would hear of it first.
 */
export function tellInTurn(callback, observer, kind, detail, frame) {
  if (isTelling) return void later.push([callback, observer, kind, detail, frame]);
  isTelling = true;
  tellBoth(callback, observer, kind, detail, frame);
  while (later.length) tellBoth(...later.shift());
  isTelling = false;
}

function tellBoth(callback, observer, kind, detail, frame) {
  if (callback) tell(callback, detail);
  if (observer) tell((detail) => observer(kind, detail, frame), detail);
}

/** A state for the page. `retryAt` is on our own clock, below 0 for none. */
export function makeState(name, attempt, retryAt, reason, ended) {
  const state = { name };
  if (attempt >= 0) state.attempt = attempt;
  if (name === 'waiting') state.retryAt = retryAt < 0 ? null : wallClock(retryAt);
  if (reason) state.reason = reason;
  return Object.assign(state, ended);
}

/** How a connection ended, as part of a state. */
export const makeEnd = (closeCode, closeReason) => ({ closeCode, closeReason });

/** What became of missed posts, for the page. */
export const makeRecovery = (group, recovered, sinceEpoch, since, epoch, offset) => ({
  group: group ?? null,
  recovered,
  since: { epoch: sinceEpoch, offset: since },
  epoch,
  offset,
});

/** Calls one of the page's callbacks. What it throws is its page's error: reported like any other, and nothing else. */
export function tell(callback, event) {
  try {
    callback(event);
  } catch (error) {
    if (typeof reportError === 'function') reportError(error);
    else console.error(error);
  }
}

/** The answer of a call that succeeded. */
export function answer(message, settled, offset, reached) {
  const answer = { type: 'success', message };
  if (settled) answer.settled = settled;
  if (offset >= 0) answer.offset = offset;
  if (reached >= 0) answer.reached = reached;
  return answer;
}
