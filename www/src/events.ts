import type { RealtimeEvent } from 'groupwire';
import { introduce } from './actions';
import { learnName } from './directory';
import { refreshGroups, refreshMembers } from './lists';
import { model } from './model';
import { readPayload } from './payload';
import { addEvent } from './views/log';
import * as timeline from './views/timeline';

/** The callback of `connectRealtime`: shows every event as it is, then acts on it. */
export function onEvent(event: RealtimeEvent): void {
  addEvent(event);
  switch (event.type) {
    case 'message':
    case 'private':
      receive(event);
      break;
    case 'notice':
      notice(event);
      break;
    case 'error':
      // Texts are about the connection, which `followConnection` shows. The server's refusals are objects.
      if (typeof event.message === 'object') timeline.addProblem(event.message);
      break;
    case 'success':
    case 'reconnect':
    case 'close':
      break;
  }
}

function receive(event: RealtimeEvent): void {
  const sender = event.sender ?? null;
  const payload = readPayload(event.message);
  const mine = sender !== null && sender === model.get().me;
  if (sender !== null && payload.kind !== 'other' && payload.name !== undefined && !mine)
    learnName(sender, payload.name);
  if (payload.kind === 'hello') {
    if (payload.asks && sender !== null && !mine) introduce(sender);
    return;
  }
  timeline.addMessage({
    sender,
    mine,
    group: event.type === 'message' ? (event.sender_rid ?? null) : null,
    // The server's copy of my own private message doesn't say whom it went to; the form does.
    to: mine && payload.kind === 'text' ? (payload.to ?? null) : null,
    private: event.type === 'private',
    body: payload,
  });
}

function notice(event: RealtimeEvent): void {
  const { group } = model.get();
  timeline.addNotice(event);
  // A notice of a group that was left in the meantime says nothing about this one.
  if (event.sender_rid && group !== null && event.sender_rid !== group) return;
  refreshMembers();
  refreshGroups();
}
