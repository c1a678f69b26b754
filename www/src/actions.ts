import type { RealtimeEvent } from 'groupwire';
import * as calls from './calls';
import { learnName } from './directory';
import { refreshGroups, refreshMembers } from './lists';
import { model } from './model';
import { tidyName } from './names';
import { hello } from './payload';
import { remember } from './session';
import { problem, quietly } from './trace';
import { addProblem } from './views/timeline';

/** What the buttons and forms do. A call that fails is shown where all calls are; nothing more happens. */

let listener: (event: RealtimeEvent) => void = () => {};

/** Who is told of the callback's events. Set once, before the first connection. */
export function setCallback(callback: (event: RealtimeEvent) => void): void {
  listener = callback;
}

const callback = (event: RealtimeEvent) => listener(event);

export async function connect(): Promise<void> {
  const { group } = model.get();
  const { connection } = model.get();
  if (connection !== 'waiting' && connection !== 'reconnecting') model.set({ connection: 'connecting' });
  try {
    await calls.connect(callback);
  } catch (error) {
    if (model.get().connection === 'connecting') model.set({ connection: 'closed' });
    throw error;
  }
  const me = await calls.myUserId();
  if (me) learnName(me, model.get().name);
  model.set({ phase: 'app', me });
  remember({ online: true });
  refreshGroups();
  // A group is left here only by a connection that was lost.
  if (group !== null) await join(group);
}

/** Joins the group that the form or the click names. */
export async function join(group: string, event?: SubmitEvent): Promise<void> {
  await calls.join(event ?? { group });
  entered(group);
}

function entered(group: string): void {
  const { group: before, name } = model.get();
  if (group !== before) model.set({ group, recipient: null, members: [] });
  remember({ group });
  quietly(calls.post(hello(name, true), group, true));
  // Our own notice asks again: at this moment the server may not have read the join.
  refreshMembers();
  refreshGroups();
}

export async function leave(): Promise<void> {
  await calls.join({ group: null });
  model.set({ group: null, members: [] });
  remember({ group: null });
  // The server doesn't confirm that we are out; a moment later the list shows it.
  setTimeout(refreshGroups, 250);
}

/** Posts the form of a SubmitEvent to the private recipient, else to the group. */
export async function post(event: SubmitEvent): Promise<void> {
  const { recipient, group } = model.get();
  const to = recipient ?? group;
  if (to === null) return event.preventDefault();
  try {
    await calls.post(event, to);
  } catch (error) {
    addProblem(`Not sent. ${problem(error)}`);
    throw error;
  }
}

/** Tells a user, or the whole group, what I am called. */
export function introduce(to: string): void {
  quietly(calls.post(hello(model.get().name, false), to, true));
}

export function rename(name: string): void {
  const tidy = tidyName(name);
  const { me, group, connection } = model.get();
  if (tidy === '' || tidy === model.get().name) return;
  model.set({ name: tidy });
  remember({ name: tidy });
  if (me) learnName(me, tidy);
  if (group !== null && connection === 'online') introduce(group);
}

export async function close(): Promise<void> {
  remember({ online: false });
  await calls.close();
  closed();
}

/** The connection is over because we wanted it: nothing is known about others any longer. */
export function closed(): void {
  model.set({ connection: 'closed', retryAt: null, group: null, recipient: null, members: [], groups: [], moreGroups: false });
}
